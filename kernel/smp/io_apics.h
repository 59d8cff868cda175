/*
 * The machine's I/O APICs, as a loader left them: each input that sends interrupts is masked.
 * A level that nobody clears would come again after each EOI, for ever.
 */
#pragma once

#include "arch/firmware/processors.h"

/* Masks all inputs of all that are listed, and says how many were open. Returns the mapped
 * registers of the one that may have the timer at an input, NULL if none is listed. After
 * paging is on; before interrupts are. */
volatile void *io_apics_shut(const struct processors *processors);

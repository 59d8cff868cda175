/*
 * The machine's I/O APICs, as a loader left them: each input that sends interrupts is
 * masked. Otherwise a level that stays asserted would interrupt again after each EOI, for
 * ever.
 */
#pragma once

#include "arch/firmware/processors.h"

/* Masks all inputs of all listed I/O APICs, and logs how many were open. Returns the
 * mapped registers of the one that may have the timer at an input, or NULL if none is
 * listed. Call it after paging is on, and before interrupts are. */
volatile void *io_apics_shut(const struct processors *processors);

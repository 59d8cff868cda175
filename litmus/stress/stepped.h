/*
 * A reader slowed down from outside: its unchanged machine code runs under the trap flag,
 * and the debug exception after each instruction is the window. This is for readers
 * without a place for a delay between their loads, because the question is where the
 * compiler put those.
 */
#pragma once

#include "litmus/variants/variants.h"

/* Installs the debug handler (SDM vol. 3, 18.3.1.4). Once, before stepped_read(). */
void stepped_init(void);

/* Returns what reader->plain(ptep) returns, with a delay of pace->units at each
 * instruction of the function, besides the exception itself. Interrupts stay as they
 * are. */
pte_t stepped_read(const struct reader *reader, const pte_t *ptep,
                   const struct pace *pace);

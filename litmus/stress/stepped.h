/*
 * A reader slowed down from outside: its unchanged machine code runs under the trap flag, and
 * the debug exception after each instruction is the window. For readers that leave no place
 * for a delay between their loads, because where the compiler put those is the question.
 */
#pragma once

#include "litmus/variants/variants.h"

/* Installs the debug handler (SDM vol. 3, 18.3.1.4). Once, before stepped_read(). */
void stepped_init(void);

/* What reader->plain(ptep) returns, with a delay of pace->units units at each instruction of
 * the function on top of the exception itself. Interrupts stay as they are. */
pte_t stepped_read(const struct reader *reader, const pte_t *ptep, const struct pace *pace);

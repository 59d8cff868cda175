/*
 * The page attribute table (SDM vol. 3, 12.12): lets a mapping combine writes, as memory of
 * pixels needs to be drawn on at a bearable speed. Firmware leaves it uncached, where each
 * store takes a bus cycle of its own; write combining in an entry overrides that (table
 * 12-7). Needs the traps (arch/cpu/msr.h): CPUs before the Pentium III have no such register.
 */
#pragma once

#include <stdbool.h>

/* On the boot processor, before anything is mapped with PAT_WRITE_COMBINING: makes that
 * mean write combining. False where the CPU cannot; then it means write-through. */
bool pat_combine_writes(void);
/* The same on an application processor, if the boot processor did it. */
void pat_follow(void);

/* Bits of an entry: PWT alone, which chooses PA1. PA4 to PA7, chosen by the PAT bit, do not
 * work on every Pentium III (erratum "PAT index MSB"). */
#define PAT_WRITE_COMBINING (1ull << 3)

/*
 * The page attribute table (SDM vol. 3, 12.12): it gives a mapping write combining,
 * without which a framebuffer is unbearably slow. Firmware leaves that memory uncached,
 * so that each store takes its own bus cycle; write combining in an entry overrides that
 * (table 12-7). Needs the traps (arch/cpu/msr.h): CPUs before the Pentium III have no
 * such register.
 */
#pragma once

#include <stdbool.h>

/* On the boot processor, before any mapping with PAT_WRITE_COMBINING: makes that bit mean
 * write combining. False if the CPU cannot; then it means write-through. */
bool pat_combine_writes(void);
/* The same on an application processor, if the boot processor did it. */
void pat_follow(void);

/* Bits of an entry: PWT alone, which selects PA1. PA4 to PA7, selected by the PAT bit, do
 * not work on every Pentium III (erratum "PAT index MSB"). */
#define PAT_WRITE_COMBINING (1ull << 3)

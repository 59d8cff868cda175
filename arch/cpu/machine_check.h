/*
 * The machine-check architecture (SDM vol. 3, chapter 16): errors that the CPU itself finds
 * in its caches, buses and memory. They come as an exception, which without CR4.MCE is a
 * reset, or are only noted in a bank of MSRs.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

struct machine_check {
    uint32_t count;    /* errors found in banks of this CPU */
    unsigned bank;     /* the last of them */
    uint64_t status;   /* IA32_MCi_STATUS */
    uint64_t address;  /* IA32_MCi_ADDR, 0 where it says nothing */
};

/* IA32_MCi_STATUS */
#define MACHINE_CHECK_VALID (1ull << 63)
#define MACHINE_CHECK_UNCORRECTED (1ull << 61)
#define MACHINE_CHECK_ADDRESS (1ull << 58)

/* On the calling CPU: the exception, and each bank's errors, where there are banks. What a
 * bank still holds from before is counted. */
void machine_check_enable(bool has_mce, unsigned family, unsigned model);
/* Takes in and clears what the calling CPU's banks hold. True if there was something. */
bool machine_check_collect(void);
/* In the exception, after that: another machine check is an exception too. Until then it would
 * be a shutdown (IA32_MCG_STATUS.MCIP, SDM vol. 3, 16.3.1.2). */
void machine_check_over(void);
/* What a CPU's banks have held so far. */
const struct machine_check *machine_check_of(unsigned cpu);
/* Says the last error of a CPU, as "cpu 0 bank 4: status=... address=... (uncorrected)". */
void machine_check_say(unsigned cpu, struct line_sink *sink);

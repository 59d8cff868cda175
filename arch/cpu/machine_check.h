/*
 * The machine-check architecture (SDM vol. 3, chapter 16): errors that the CPU itself
 * finds in its caches, buses and memory. It raises an exception, which without CR4.MCE is
 * a reset, or only records the error in a bank of MSRs.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

struct machine_check {
    uint32_t count;   /* errors found in banks of this CPU */
    unsigned bank;    /* the last error */
    uint64_t status;  /* IA32_MCi_STATUS */
    uint64_t address; /* IA32_MCi_ADDR, 0 if not valid */
};

/* IA32_MCi_STATUS */
#define MACHINE_CHECK_VALID (1ull << 63)
#define MACHINE_CHECK_UNCORRECTED (1ull << 61)
#define MACHINE_CHECK_ADDRESS (1ull << 58)

/* On the calling CPU: enables the exception, and each bank's errors if there are banks.
 * Errors from before are counted. */
void machine_check_enable(bool has_mce, unsigned family, unsigned model);
/* Counts and clears the errors in the calling CPU's banks. True if there were any. */
bool machine_check_collect(void);
/* In the exception handler, after that: another machine check is an exception again.
 * Until then it would be a shutdown (IA32_MCG_STATUS.MCIP, SDM vol. 3, 16.3.1.2). */
void machine_check_over(void);
/* The errors of a CPU's banks so far. */
const struct machine_check *machine_check_of(unsigned cpu);
/* Logs the last error of a CPU, as "cpu 0 bank 4: status=... address=...
 * (uncorrected)". */
void machine_check_say(unsigned cpu, struct line_sink *sink);

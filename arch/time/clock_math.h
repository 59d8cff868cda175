/*
 * The arithmetic of the clock, without the hardware: converts ticks to microseconds, and
 * judges calibration windows. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A factor with 32 significant bits, so that a conversion is two multiplications and a
 * shift. */
struct clock_scale {
    uint32_t factor;
    unsigned shift; /* 0..63 */
};

/* The scale that multiplies by numerator / denominator, too small by less than 1 in 2^31;
 * both from 1 to 2^32 - 1. Ratios beyond 2^-32..2^32 are clamped. */
struct clock_scale clock_scale_for(uint32_t numerator, uint32_t denominator);

/* value * factor >> shift, rounded down, with all 96 bits of the product; UINT64_MAX if
 * the result needs more than 64. */
uint64_t clock_scale_apply(struct clock_scale s, uint64_t value);

/* One calibration window: the TSC cycles while a reference counted. */
struct clock_run {
    bool armed;      /* the reference started correctly: PIT low, PM timer moving */
    bool ended;      /* it reached its end before the poll limit */
    bool counted;    /* `ticks` were read from it, not expected of it */
    uint32_t polls;  /* number of polls until then */
    uint32_t ticks;  /* length of the window in ticks of the reference */
    uint64_t cycles; /* length of the window in cycles of the TSC */
    uint64_t doubt;  /* uncertainty of its two ends in cycles: the CPU was away */
};

enum clock_run_verdict {
    CLOCK_RUN_GOOD,
    CLOCK_RUN_UNCERTAIN, /* more than 1 % in doubt: the last resort. Where the ticks were
                          * counted, also under CLOCK_MIN_POLLS: the CPU was away */
    CLOCK_RUN_NOT_ARMED,
    CLOCK_RUN_NOT_ENDED,
    CLOCK_RUN_FEW_POLLS, /* under CLOCK_MIN_POLLS: a timer cannot end at once */
    CLOCK_RUN_TOO_SLOW,  /* under CLOCK_MIN_KHZ */
    CLOCK_RUN_TOO_FAST,  /* over CLOCK_MAX_KHZ */
};

enum {
    CLOCK_MIN_POLLS = 10,
    CLOCK_MIN_KHZ = 1000, /* Bochs counts its instructions: `ips`, a million or more */
    CLOCK_MAX_KHZ = 10 * 1000 * 1000,
    CLOCK_MAX_RUNS = 5,
    CLOCK_AGREE_PERCENT = 1, /* two runs */
    CLOCK_CROSS_PERCENT = 5, /* two references */
};

/* Sets *khz to the TSC's rate for GOOD, UNCERTAIN, TOO_SLOW and TOO_FAST (at most
 * UINT32_MAX), else to 0. reference_hz: ticks a second. */
enum clock_run_verdict clock_run_judge(const struct clock_run *run, uint32_t reference_hz,
                                       uint32_t *khz);

/* A few words for a log line: "output high at once", ... */
const char *clock_run_verdict_name(enum clock_run_verdict verdict);

/* The rate, in the unit of `guess`, for a clock guessed by writes to port 0x80: rather
 * too high, so that all times are too short and all limits too long. A write takes about
 * a microsecond on a board, but QEMU's takes 60 ns. At most CLOCK_MAX_KHZ. */
uint32_t clock_at_most(uint32_t guess, bool hypervisor);

/* Whether a and b differ by at most `percent` of the larger. */
bool clock_within(uint32_t a, uint32_t b, uint32_t percent);

/* Settles on one rate: the mean of the two closest runs, if within CLOCK_AGREE_PERCENT
 * (returns true); else the median, the lower one of two (returns false). 0 without runs.
 * Uses at most CLOCK_MAX_RUNS. */
bool clock_settle(const uint32_t *khz, unsigned runs, uint32_t *settled);

/* The TSC's rate by CPUID: leaf 0x15 (crystal frequency ECX times EBX / EAX), else the
 * base frequency of leaf 0x16 in MHz, which is the TSC's if 0x15 omits the crystal (SDM
 * vol. 3, 20.7.3). The arguments are those leaves' registers, zero for a missing leaf. 0
 * if they give no rate or an impossible one. */
uint32_t clock_khz_by_cpuid(uint32_t eax_15, uint32_t ebx_15, uint32_t ecx_15,
                            uint32_t eax_16);

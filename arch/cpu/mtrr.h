/*
 * The memory type range registers (SDM vol. 3, 12.11): read, described and compared,
 * never changed. Firmware sets them on each CPU separately. If two CPUs differ, they
 * cache the same page differently, and no result about memory can be trusted.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

enum { MTRR_FIXED = 11, MTRR_VARIABLE_MAX = 32 };

struct mtrrs {
    bool readable; /* if false, everything below is 0 */
    bool has_fixed;
    unsigned variable_count; /* from the CPU, at most MTRR_VARIABLE_MAX */
    uint64_t default_type;   /* IA32_MTRR_DEF_TYPE, complete */
    uint64_t
        fixed[MTRR_FIXED]; /* 64K_00000, 16K_80000, 16K_A0000, 4K_C0000 ... 4K_F8000 */
    uint64_t variable[2 * MTRR_VARIABLE_MAX]; /* base, mask, base, mask ... */
};

/* Reads the calling CPU's registers; `has_mtrr` is CPUID.1:EDX.MTRR. */
void mtrrs_read(bool has_mtrr, struct mtrrs *mtrrs);

/* Logs one summary line, and one line for each setting that makes memory slow: all off,
 * or uncached by default. */
void mtrrs_describe(const struct mtrrs *mtrrs, struct line_sink *sink);

/* The first register in which the two differ, with both values in *a_value and *b_value;
 * 0 if they are equal. If only one is readable, the answer is IA32_MTRRCAP. */
uint32_t mtrrs_difference(const struct mtrrs *a, const struct mtrrs *b, uint64_t *a_value,
                          uint64_t *b_value);

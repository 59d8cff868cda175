/*
 * Measures the TSC's rate. Called by clock_start() only, on one CPU with interrupts off.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/time/clock.h"
#include "lib/line.h"

struct clock_rate {
    uint32_t khz; /* of the TSC; 0: unknown */
    const char *reference;
    unsigned runs;  /* valid windows */
    bool agreed;    /* two of them within CLOCK_AGREE_PERCENT, or only one source */
    bool estimated; /* by port 0x80: may be off by a factor of ten or more */
};

/* Tries the references in the order of clock_start() and logs why it rejected each. */
struct clock_rate clock_calibrate(const struct clock_setup *setup,
                                  struct line_sink *sink);

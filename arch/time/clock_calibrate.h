/*
 * Finding out how fast the TSC is. Called by clock_start() only, on one CPU with
 * interrupts off.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/time/clock.h"
#include "lib/line.h"

struct clock_rate {
    uint32_t khz; /* of the TSC; 0: nothing could be found out */
    const char *reference;
    unsigned runs;  /* windows that counted */
    bool agreed;    /* two of them within CLOCK_AGREE_PERCENT, or nothing to disagree */
    bool estimated; /* by port 0x80: may be off by a factor of ten or more */
};

/* Tries the references in the order of clock_start() and says why it rejected each. */
struct clock_rate clock_calibrate(const struct clock_setup *setup,
                                  struct line_sink *sink);

/*
 * 64-bit division without libgcc: on i386 the compiler turns `/` and `%` of a uint64_t
 * into calls to __udivdi3 and __umoddi3, which the kernel has not. Not for hot loops: up
 * to 128 steps a call.
 *
 * By zero there is no answer: the quotient is UINT64_MAX, so that a rate over no time
 * stands out in a log instead of stopping a run, and the remainder is 0.
 */
#pragma once

#include <stdint.h>

struct division {
    uint64_t quotient, remainder;
};

struct division divide64(uint64_t value, uint64_t divisor);

/* The same for a small divisor: faster, and without a struct to take apart. `remainder`
 * may be NULL. */
uint64_t divide32(uint64_t value, uint32_t divisor, uint32_t *remainder);

/* value * multiplier / divisor, rounded down, with a 128-bit product in between: no
 * overflow on the way. UINT64_MAX where the result does not fit, or the divisor is 0. */
uint64_t scale(uint64_t value, uint64_t multiplier, uint64_t divisor);

/*
 * 64-bit division without libgcc: on i386 the compiler turns `/` and `%` of a uint64_t
 * into calls to __udivdi3 and __umoddi3, which the kernel does not have. Not for hot
 * loops: up to 128 steps a call.
 *
 * Division by zero gives the quotient UINT64_MAX and the remainder 0: a rate over no time
 * then stands out in a log instead of stopping a run.
 */
#pragma once

#include <stdint.h>

struct division {
    uint64_t quotient, remainder;
};

struct division divide64(uint64_t value, uint64_t divisor);

/* The same for a small divisor: faster, and without a struct. `remainder` may be NULL. */
uint64_t divide32(uint64_t value, uint32_t divisor, uint32_t *remainder);

/* value * multiplier / divisor, rounded down, with a 128-bit product: no overflow on the
 * way. UINT64_MAX if the result does not fit, or the divisor is 0. */
uint64_t scale(uint64_t value, uint64_t multiplier, uint64_t divisor);

/*
 * Repeatable pseudo-random numbers: xoshiro128++ (Blackman and Vigna, "Scrambled Linear
 * Pseudorandom Number Generators", 2019), which needs only 32-bit operations.
 *
 * Every user has its own stream, from the run's seed and its own name. So a trial's
 * numbers do not depend on the trials before it: run alone, with the same seed, it gets
 * the same ones.
 */
#pragma once

#include <stdint.h>

struct random {
    uint32_t word[4];
};

void random_seed(struct random *state, uint64_t seed, const char *stream_name);

uint32_t random_u32(struct random *state);

/* Each of 0 .. bound-1 equally often; 0 if bound is 0. */
uint32_t random_below(struct random *state, uint32_t bound);

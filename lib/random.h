/*
 * Repeatable pseudo-random numbers: xoshiro128++ (Blackman and Vigna, "Scrambled Linear
 * Pseudorandom Number Generators", 2019), which needs nothing but 32-bit operations.
 *
 * Every user has a stream of its own, from the run's seed and its own name. So the
 * numbers a trial gets do not depend on which trials ran before it: run alone, with the
 * same seed, it gets the same ones.
 */
#pragma once

#include <stdint.h>

struct random {
    uint32_t word[4];
};

void random_seed(struct random *state, uint64_t seed, const char *stream_name);

uint32_t random_u32(struct random *state);

/* Each of 0 .. bound-1 equally often; 0 where bound is 0. */
uint32_t random_below(struct random *state, uint32_t bound);

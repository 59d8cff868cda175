#include "lib/random.h"

#include <stddef.h>

/* SplitMix64's step (Steele, Lea and Flood, 2014): spreads a seed over all bits. */
static uint64_t split_mix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash_name(const char *name)
{
    uint64_t hash = 0xcbf29ce484222325;

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
    return hash;
}

/* SplitMix64 gives each 64-bit number once in 2^64, so no two in a row are zero, and the
 * state is never all zero (the one state that xoshiro never leaves). */
void random_seed(struct random *state, uint64_t seed, const char *stream_name)
{
    /* The seed is mixed before the name is added, so that no pair (seed, name) cancels
     * out. */
    uint64_t mix = split_mix(&seed) ^ hash_name(stream_name);

    for (size_t i = 0; i < 4; i += 2) {
        uint64_t value = split_mix(&mix);
        state->word[i] = (uint32_t)value;
        state->word[i + 1] = (uint32_t)(value >> 32);
    }
}

static uint32_t rotate_left(uint32_t value, int count)
{
    return value << count | value >> (32 - count);
}

uint32_t random_u32(struct random *state)
{
    uint32_t *s = state->word;
    uint32_t result = rotate_left(s[0] + s[3], 7) + s[0];
    uint32_t shifted = s[1] << 9;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 11);
    return result;
}

/*
 * Lemire, "Fast Random Integer Generation in an Interval", 2019: the high half of a
 * product, after rejecting the few products that would make some results more likely than
 * others. Each try succeeds with a probability of more than one half.
 */
uint32_t random_below(struct random *state, uint32_t bound)
{
    if (bound == 0)
        return 0;
    uint32_t surplus = -bound % bound; /* 2^32 mod bound */
    uint64_t product;
    do {
        product = (uint64_t)random_u32(state) * bound;
    } while ((uint32_t)product < surplus);
    return (uint32_t)(product >> 32);
}

/*
 * Strings of 32-bit words, each kept once, so that equal ones have equal numbers: what is
 * on two stacks is the same if their numbers are. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { POOL_BUCKETS = 4096 };
#define POOL_FULL 0xFFFFFFFFu

struct pool {
    uint8_t *bytes;
    size_t size, used;
    unsigned strings;
    uint32_t bucket[POOL_BUCKETS];
};

/* Empties the pool; `memory`, 4-byte aligned, is its own from here on. */
void pool_start(struct pool *pool, void *memory, size_t size);
/* The number of that string, or POOL_FULL. Strings that differ, also in length alone,
 * have different numbers. `length` is in bytes, a multiple of 4. */
uint32_t pool_number(struct pool *pool, const void *words, size_t length);
/* The string of a number that pool_number() gave. */
const void *pool_string(const struct pool *pool, uint32_t number, size_t *length);

/* For tables in which collisions cost time and nothing else. Whole words: `length` is a
 * multiple of 4, `words` is aligned to it. */
uint32_t hash_words(const void *words, size_t length);
bool same_words(const void *a, const void *b, size_t length);

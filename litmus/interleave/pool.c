#include "litmus/interleave/pool.h"

#include "lib/string.h"

/* In front of each string. The string's number is the record's place. */
struct record {
    uint32_t next; /* in the same bucket, or POOL_FULL */
    uint32_t length;
};

uint32_t hash_words(const void *words, size_t length)
{
    const uint32_t *word = words;
    uint32_t hash = (uint32_t)length;

    for (const uint32_t *end = word + length / 4; word < end; word++) {
        hash = (hash ^ *word) * 0x9E3779B1u; /* an odd number near 2^32 / golden ratio */
        hash ^= hash >> 15;
    }
    return hash;
}

bool same_words(const void *a, const void *b, size_t length)
{
    const uint32_t *left = a, *right = b;

    for (const uint32_t *end = left + length / 4; left < end; left++, right++)
        if (*left != *right)
            return false;
    return true;
}

void pool_start(struct pool *pool, void *memory, size_t size)
{
    pool->bytes = memory;
    pool->size = size;
    pool->used = 0;
    pool->strings = 0;
    memset(pool->bucket, 0xFF, sizeof(pool->bucket));
}

const void *pool_string(const struct pool *pool, uint32_t number, size_t *length)
{
    const struct record *record = (const void *)(pool->bytes + number);
    *length = record->length;
    return record + 1;
}

uint32_t pool_number(struct pool *pool, const void *words, size_t length)
{
    uint32_t *bucket = &pool->bucket[hash_words(words, length) % POOL_BUCKETS];
    size_t needed = sizeof(struct record) + length;

    for (uint32_t number = *bucket; number != POOL_FULL;) {
        const struct record *record = (const void *)(pool->bytes + number);
        if (record->length == length && same_words(record + 1, words, length))
            return number;
        number = record->next;
    }
    if (needed > pool->size - pool->used)
        return POOL_FULL;
    struct record *added = (void *)(pool->bytes + pool->used);
    *added = (struct record){ *bucket, (uint32_t)length };
    memcpy(added + 1, words, length);
    *bucket = (uint32_t)pool->used;
    pool->used += needed;
    pool->strings++;
    return *bucket;
}

#include "litmus/interleave/intern.h"

#include "lib/string.h"

/* Precedes each string. The string's number is the record's offset. */
struct record {
    uint32_t next; /* in the same bucket, or INTERN_FULL */
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

void intern_start(struct intern_table *intern_table, void *memory, size_t size)
{
    intern_table->bytes = memory;
    intern_table->size = size;
    intern_table->used = 0;
    intern_table->strings = 0;
    memset(intern_table->bucket, 0xFF, sizeof(intern_table->bucket));
}

const void *intern_string(const struct intern_table *intern_table, uint32_t number,
                          size_t *length)
{
    const struct record *record = (const void *)(intern_table->bytes + number);
    *length = record->length;
    return record + 1;
}

uint32_t intern_number(struct intern_table *intern_table, const void *words,
                       size_t length)
{
    uint32_t *bucket = &intern_table->bucket[hash_words(words, length) % INTERN_BUCKETS];
    size_t needed = sizeof(struct record) + length;

    for (uint32_t number = *bucket; number != INTERN_FULL;) {
        const struct record *record = (const void *)(intern_table->bytes + number);
        if (record->length == length && same_words(record + 1, words, length))
            return number;
        number = record->next;
    }
    if (needed > intern_table->size - intern_table->used)
        return INTERN_FULL;
    struct record *added = (void *)(intern_table->bytes + intern_table->used);
    *added = (struct record){ *bucket, (uint32_t)length };
    memcpy(added + 1, words, length);
    *bucket = (uint32_t)intern_table->used;
    intern_table->used += needed;
    intern_table->strings++;
    return *bucket;
}

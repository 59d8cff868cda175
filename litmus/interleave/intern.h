/*
 * An intern table: strings of 32-bit words, each stored once. Equal strings have equal
 * numbers, so two stacks are equal if their numbers are. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INTERN_BUCKETS = 4096 };
#define INTERN_FULL 0xFFFFFFFFu

struct intern_table {
    uint8_t *bytes;
    size_t size, used;
    unsigned strings;
    uint32_t bucket[INTERN_BUCKETS];
};

/* Empties the table. It owns `memory`, 4-byte aligned, from here on. */
void intern_start(struct intern_table *intern_table, void *memory, size_t size);
/* The number of that string, or INTERN_FULL. Strings that differ, even if only in length,
 * have different numbers. `length` is in bytes, a multiple of 4. */
uint32_t intern_number(struct intern_table *intern_table, const void *words,
                       size_t length);
/* The string of a number that intern_number() returned. */
const void *intern_string(const struct intern_table *intern_table, uint32_t number,
                          size_t *length);

/* For tables in which collisions only cost time. Whole words: `length` is a multiple of
 * 4, and `words` is 4-byte aligned. */
uint32_t hash_words(const void *words, size_t length);
bool same_words(const void *a, const void *b, size_t length);

/*
 * Physical memory for parsers: an array that stands for memory at an address, and
 * builders that write tables into it. The array is exactly as long as the view says, so
 * that the address sanitizer sees every read beyond it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/firmware/physical_view.h"

struct fixture_memory {
    struct physical_view view;
    uint8_t *bytes;
};

/* All zero. Free it with fixture_memory_free(). */
struct fixture_memory fixture_memory_new(uint64_t start, size_t size);
void fixture_memory_free(struct fixture_memory *self);

/* Cuts the memory at the address `end`, in a new array. */
void fixture_memory_cut(struct fixture_memory *self, uint64_t end);

/* The byte at that address; aborts if any of the `size` bytes is outside. */
uint8_t *fixture_memory_at(const struct fixture_memory *self, uint64_t address,
                           size_t size);

void fixture_put(const struct fixture_memory *self, uint64_t address, const void *bytes,
                 size_t size);
/* Writes the low `size` bytes of the value, little endian. */
void fixture_put_number(const struct fixture_memory *self, uint64_t address,
                        uint64_t value, size_t size);

/* Sets the byte at `at` so that the `size` bytes at `address`, which include it, add up
 * to 0. */
void fixture_fix_checksum(const struct fixture_memory *self, uint64_t address,
                          size_t size, uint64_t at);

/*
 * A table under construction. Bytes are appended at `at`; the finisher fills in length
 * and checksum.
 */
struct fixture_table {
    const struct fixture_memory *memory;
    uint64_t start, at;
};

void fixture_append(struct fixture_table *self, uint64_t value, size_t size);
void fixture_append_bytes(struct fixture_table *self, const void *bytes, size_t size);

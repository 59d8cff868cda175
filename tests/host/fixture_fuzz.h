/*
 * What the fuzzers share: taking numbers out of their input, and what must be true of a
 * parser's result, whatever it was given. What is not panics, which ends the fuzzer.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/firmware/processors.h"
#include "kernel/boot_info.h"
#include "tests/host/fixture_memory.h"

struct fixture_input {
    const uint8_t *bytes;
    size_t size;
};

/* The next `size` bytes (at most 8) as a number, taken off the input; 0s where it has
 * ended. */
uint64_t fixture_take(struct fixture_input *self, size_t size);

/* The next `size` bytes as an input of their own, taken off this one; fewer where it
 * ends. */
struct fixture_input fixture_split(struct fixture_input *self, size_t size);

/* Overwrites up to 8 bytes of the memory, at places and with values out of the input: a
 * way for a fuzzer to break one field of a good table. */
void fixture_poke(struct fixture_input *self, const struct fixture_memory *memory);

void fixture_check_processors(const struct processors *processors, uint32_t boot_apic_id);
void fixture_check_boot_info(const struct boot_info *info);

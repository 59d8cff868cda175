/*
 * Helpers of the fuzzers: they take numbers from the input, and check properties that a
 * parser's result must have for any input. A violated property panics, which ends the
 * fuzzer.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/firmware/processors.h"
#include "kernel/machine/boot_info.h"
#include "tests/host/fixture_memory.h"

struct fixture_input {
    const uint8_t *bytes;
    size_t size;
};

/* Takes the next `size` bytes (at most 8) off the input, as a number; 0s at its end. */
uint64_t fixture_take(struct fixture_input *self, size_t size);

/* Takes the next `size` bytes off the input, as an input of their own; fewer at its
 * end. */
struct fixture_input fixture_split(struct fixture_input *self, size_t size);

/* Overwrites up to 8 bytes of the memory, at places and with values from the input, so
 * that a fuzzer can break one field of a valid table. */
void fixture_poke(struct fixture_input *self, const struct fixture_memory *memory);

void fixture_check_processors(const struct processors *processors, uint32_t boot_apic_id);
void fixture_check_boot_info(const struct boot_info *info);

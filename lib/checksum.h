/*
 * The checksum of PC firmware tables: all bytes of a good one, its checksum byte
 * included, add up to 0 modulo 256 (ACPI 6.5, 5.2.5.3 and 5.2.6; MP Specification 1.4,
 * 4.1 and 4.2). It detects a missing table, not a forged one.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The sum of `size` bytes modulo 256; 0 for an empty range. */
uint8_t checksum(const void *bytes, size_t size);

/*
 * The machine's memory map: from what the firmware claims (E820, by way of the boot
 * loader) to the RAM that lohilo may use. Pure: no memory is touched.
 *
 * The order of use: memory_map_add() each claim, memory_map_clean() once, then
 * memory_map_reserve() what must not be handed out (the kernel, boot information,
 * modules, the first page, the EBDA, ...), then ask. RAM below 1 MiB stays in the map: it
 * is for the AP trampoline only, and it is for the frame allocator to leave it alone.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

/* E820 types (ACPI 6.5, 15). Any other number, like GRUB's 20, is treated as reserved. */
enum {
    MEMORY_USABLE = 1,
    MEMORY_RESERVED = 2,
    MEMORY_ACPI_RECLAIMABLE = 3,
    MEMORY_ACPI_NVS = 4,
    MEMORY_UNUSABLE = 5,
};

enum { MEMORY_MAP_MAX = 128 };

/* PAE entries reach 64 GiB before long mode, and lohilo asks for no more. */
#define MEMORY_HIGHEST_LIMIT 0x1000000000ull

struct memory_range {
    uint64_t start, end; /* end exclusive */
    uint32_t type;
};

struct memory_map {
    unsigned count;
    unsigned dropped; /* claims refused, and pieces that found no place */
    struct memory_range range[MEMORY_MAP_MAX];
};

/*
 * Takes in one claim as it is. Refused and counted as dropped (false): length 0, an end
 * beyond 2^64. In a full map a claim of RAM is dropped; any other takes the place of the
 * smallest RAM, because forgetting RAM is harmless and forgetting a reservation is not.
 */
bool memory_map_add(struct memory_map *map, uint64_t start, uint64_t length,
                    uint32_t type);

/*
 * Puts the map in order: sorted, without overlaps (the worse type wins: RAM, ACPI
 * reclaimable, ACPI NVS, reserved and unknown, unusable), neighbours of one type joined,
 * nothing above `limit` (the physical address width, and at most MEMORY_HIGHEST_LIMIT),
 * usable ranges rounded inwards to 4 KiB. Each repair is one line, up to a number.
 *
 * Needs 3 KiB of stack.
 */
void memory_map_clean(struct memory_map *map, uint64_t limit, struct line_sink *sink);

/*
 * Of a clean map: takes [start, end), rounded outwards to 4 KiB, out of the usable
 * ranges. Where a range falls into two and the map is full, the smaller part is dropped.
 */
void memory_map_reserve(struct memory_map *map, uint64_t start, uint64_t end);

/* Of a clean map: bytes of usable memory in [start, end). */
uint64_t memory_map_usable(const struct memory_map *map, uint64_t start, uint64_t end);

/* Of a clean map: the lowest usable page that ends at or below `limit`; 0 if none, and
 * page 0 itself is never given. For the AP trampoline, with 0x90000. */
uint64_t memory_map_first_page(const struct memory_map *map, uint64_t limit);

/* "usable", "reserved", ... for a line of the log. */
const char *memory_type_name(uint32_t type);

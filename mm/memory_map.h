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

/* Ranges that a map has room for: a desktop of 2020 lists 312. */
enum { MEMORY_MAP_MAX = 1024 };

/* PAE entries reach 64 GiB before long mode, and lohilo asks for no more. */
#define MEMORY_HIGHEST_LIMIT 0x1000000000ull

struct memory_range {
    uint64_t start, end; /* end exclusive */
    uint32_t type;
};

/* RAM that was given up because a map was full. */
struct memory_loss {
    unsigned ranges;
    uint64_t bytes;
};

struct memory_map {
    unsigned count;
    unsigned dropped; /* claims refused: empty, or RAM that ends beyond 2^64 */
    unsigned settled; /* overlaps of two types that were settled before memory_map_clean() */
    bool unsorted;    /* claims came in another order than that of their addresses */
    struct memory_loss lost;
    struct memory_range range[MEMORY_MAP_MAX];
};

/* Forgets all claims. */
void memory_map_clear(struct memory_map *map);

/*
 * Takes in one claim. Refused and counted as dropped (false): length 0; and RAM that ends
 * beyond 2^64. Anything else that ends there is cut at 2^64: it is not to be forgotten.
 *
 * A full map is put in order first, which joins neighbours. Where that does not help, what is
 * no RAM is joined too, over gaps that nobody has claimed; and then the smallest RAM is given
 * up and counted as lost, that below 1 MiB last, because the AP trampoline needs a page there.
 * So no RAM is ever taken that somebody reserved.
 *
 * This and memory_map_clean() work in a common buffer: one CPU, one caller at a time.
 */
bool memory_map_add(struct memory_map *map, uint64_t start, uint64_t length,
                    uint32_t type);

/*
 * Puts the map in order: sorted, without overlaps (the worse type wins: RAM, ACPI
 * reclaimable, ACPI NVS, reserved and unknown, unusable), neighbours of one type joined,
 * nothing above `limit` (the physical address width, and at most MEMORY_HIGHEST_LIMIT),
 * usable ranges rounded inwards to 4 KiB. Each repair is one line, up to a number. What is
 * lost where the pieces are more than MEMORY_MAP_MAX is as in memory_map_add(), and said.
 */
void memory_map_clean(struct memory_map *map, uint64_t limit, struct line_sink *sink);

/*
 * Of a clean map: takes [start, end), rounded outwards to 4 KiB, out of the usable
 * ranges. Where a range falls into two and the map is full, the smallest RAM of all is lost
 * for it.
 */
void memory_map_reserve(struct memory_map *map, uint64_t start, uint64_t end);

/* Of a clean map: bytes of usable memory in [start, end). */
uint64_t memory_map_usable(const struct memory_map *map, uint64_t start, uint64_t end);

/* Of a clean map: the lowest usable page that ends at or below `limit`; 0 if none, and
 * page 0 itself is never given. For the AP trampoline, with 0x90000. */
uint64_t memory_map_first_page(const struct memory_map *map, uint64_t limit);

/* "usable", "reserved", ... for a line of the log. */
const char *memory_type_name(uint32_t type);

/*
 * The machine's memory map: turns the firmware's claims (E820, through the boot loader)
 * into the RAM that lohilo may use. Pure: touches no memory.
 *
 * Order of calls: memory_map_add() for each claim, memory_map_clean() once,
 * memory_map_reserve() for memory in use (the kernel, boot information, modules, the
 * first page, the EBDA, ...), then the queries. RAM below 1 MiB stays in the map for the
 * AP trampoline only; the frame allocator must leave it alone.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

/* E820 types (ACPI 6.5, 15). Any other number, such as GRUB's 20, counts as reserved. */
enum {
    MEMORY_USABLE = 1,
    MEMORY_RESERVED = 2,
    MEMORY_ACPI_RECLAIMABLE = 3,
    MEMORY_ACPI_NVS = 4,
    MEMORY_UNUSABLE = 5,
};

/* Capacity of a map in ranges: a desktop of 2020 lists 312. */
enum { MEMORY_MAP_MAX = 1024 };

/* PAE entries reach 64 GiB without long mode, and lohilo uses no more. */
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
    unsigned dropped; /* refused claims: empty, or RAM that ends beyond 2^64 */
    unsigned settled; /* overlaps of two types resolved before memory_map_clean() */
    bool unsorted;    /* claims were not in order of address */
    struct memory_loss lost;
    struct memory_range range[MEMORY_MAP_MAX];
};

/* Forgets all claims. */
void memory_map_clear(struct memory_map *map);

/*
 * Adds one claim. Refuses it and counts it as dropped (false) if its length is 0, or if
 * it is RAM that ends beyond 2^64. Other types that end there are cut at 2^64, so that
 * they still count.
 *
 * A full map is sorted first, which joins neighbours. If that is not enough, non-RAM
 * ranges are joined across unclaimed gaps. After that the smallest RAM is given up and
 * counted as lost; RAM below 1 MiB goes last, because the AP trampoline needs a page
 * there. So reserved memory never becomes RAM.
 *
 * This function and memory_map_clean() share a buffer: one CPU, one caller at a time.
 */
bool memory_map_add(struct memory_map *map, uint64_t start, uint64_t length,
                    uint32_t type);

/*
 * Normalises the map: sorted, without overlaps (the worse type wins: RAM, ACPI
 * reclaimable, ACPI NVS, reserved and unknown, unusable), neighbours of one type joined,
 * nothing above `limit` (the physical address width, and at most MEMORY_HIGHEST_LIMIT),
 * usable ranges rounded inwards to 4 KiB. Logs one line for each repair, up to a number.
 * With more than MEMORY_MAP_MAX pieces it gives up RAM as memory_map_add() does, and logs
 * it.
 */
void memory_map_clean(struct memory_map *map, uint64_t limit, struct line_sink *sink);

/*
 * On a clean map: removes [start, end), rounded outwards to 4 KiB, from the usable
 * ranges. If that splits a range of a full map, the smallest RAM of all is given up for
 * it.
 */
void memory_map_reserve(struct memory_map *map, uint64_t start, uint64_t end);

/* On a clean map: bytes of usable memory in [start, end). */
uint64_t memory_map_usable(const struct memory_map *map, uint64_t start, uint64_t end);

/* On a clean map: the lowest usable page that ends at or below `limit`, but never page 0;
 * 0 if there is none. For the AP trampoline, with 0x90000. */
uint64_t memory_map_first_page(const struct memory_map *map, uint64_t limit);

/* "usable", "reserved", ... for the log. */
const char *memory_type_name(uint32_t type);

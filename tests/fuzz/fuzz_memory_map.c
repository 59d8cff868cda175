/*
 * Memory maps out of the fuzzer's input: claims, then a clean map, then reservations.
 * What must be true of any clean map is checked; and for claims in a small, crowded
 * stretch of memory each KiB is also judged by the plain rule: a page is usable if all of
 * it was claimed as usable, none of it as anything else, and none of it is reserved.
 */
#include <stdbool.h>
#include <string.h>

#include "lib/panic.h"
#include "mm/memory_map.h"
#include "tests/host/fixture_fuzz.h"
#include "tests/host/fixture_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CELL = 1024, CELLS = 512, CELLS_PER_PAGE = 4 };
enum { RESERVES_MAX = 8 };

static struct {
    bool claimed_usable, claimed_other, reserved;
} cell[CELLS];

static void check_order(const struct memory_map *map, uint64_t limit)
{
    ASSERT(map->count <= MEMORY_MAP_MAX);
    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_range *range = &map->range[i];
        ASSERT(range->start < range->end);
        ASSERT(range->end <= limit && range->end <= MEMORY_HIGHEST_LIMIT);
        ASSERT(i == 0 || range[-1].end <= range->start);
        if (range->type == MEMORY_USABLE)
            ASSERT(range->start % 4096 == 0 && range->end % 4096 == 0);
    }
}

static void check_answers(const struct memory_map *map)
{
    uint64_t usable = memory_map_usable(map, 0, UINT64_MAX);
    uint64_t page = memory_map_first_page(map, UINT64_MAX);

    ASSERT(page == 0 || memory_map_usable(map, page, page + 4096) == 4096);
    ASSERT(page == 0 || memory_map_usable(map, 4096, page) == 0);
    ASSERT(page != 0 || usable <= 4096);
}

static void check_cells(const struct memory_map *map, uint64_t limit)
{
    for (unsigned first = 0; first < CELLS; first += CELLS_PER_PAGE) {
        uint64_t start = (uint64_t)first * CELL;
        uint64_t end = start + CELLS_PER_PAGE * CELL;
        bool usable = end <= limit;
        for (unsigned i = first; i < first + CELLS_PER_PAGE; i++)
            usable = usable && cell[i].claimed_usable && !cell[i].claimed_other &&
                     !cell[i].reserved;
        ASSERT(memory_map_usable(map, start, end) ==
               (usable ? CELLS_PER_PAGE * CELL : 0));
    }
}

static void add_small(struct memory_map *map, struct fixture_input *input)
{
    unsigned start = (unsigned)fixture_take(input, 1),
             length = (unsigned)fixture_take(input, 1);
    uint32_t type = (uint32_t)fixture_take(input, 1) % 8;

    if (!memory_map_add(map, start * CELL, length * CELL, type))
        return;
    for (unsigned i = start; i < start + length; i++)
        if (type == MEMORY_USABLE)
            cell[i].claimed_usable = true;
        else
            cell[i].claimed_other = true;
}

static void add_any(struct memory_map *map, struct fixture_input *input)
{
    uint64_t start = fixture_take(input, 8);
    uint64_t length = fixture_take(input, 8);

    memory_map_add(map, start, length, (uint32_t)fixture_take(input, 1) % 8);
}

static void reserve_small(struct memory_map *map, struct fixture_input *input)
{
    unsigned start = (unsigned)fixture_take(input, 1),
             length = (unsigned)fixture_take(input, 1);
    unsigned dropped = map->dropped;

    memory_map_reserve(map, start * CELL, (start + length) * CELL);
    ASSERT(map->dropped == dropped || map->count == MEMORY_MAP_MAX);
    for (unsigned i = start; i < start + length; i++)
        cell[i].reserved = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fixture_lines lines;
    static struct memory_map map;
    struct fixture_input input = {data, size};
    bool small = fixture_take(&input, 1) % 2 == 0;
    uint64_t limit = fixture_take(&input, small ? 3 : 8);
    unsigned reserves = fixture_take(&input, 1) % RESERVES_MAX;
    struct fixture_input for_reserves =
        fixture_split(&input, reserves * (small ? 2 : 16));

    memset(cell, 0, sizeof(cell));
    map = (struct memory_map){.count = 0};
    /* Small mode: never more than fit; none is dropped, and the rule is exact. */
    while (input.size != 0 && !(small && map.count == MEMORY_MAP_MAX))
        (small ? add_small : add_any)(&map, &input);
    memory_map_clean(&map, limit, fixture_lines_start(&lines));
    ASSERT(lines.count < 16);
    check_order(&map, limit);
    check_answers(&map);
    if (small)
        check_cells(&map, limit);
    for (unsigned i = 0; i < reserves; i++) {
        unsigned dropped = map.dropped;
        if (small)
            reserve_small(&map, &for_reserves);
        else
            memory_map_reserve(&map, fixture_take(&for_reserves, 8),
                               fixture_take(&for_reserves, 8));
        check_order(&map, limit);
        check_answers(&map);
        if (map.dropped != dropped)
            return 0; /* a piece found no place: allowed, and then less is usable */
    }
    if (small)
        check_cells(&map, limit);
    return 0;
}

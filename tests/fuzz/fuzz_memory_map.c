/*
 * Memory maps from the fuzzer's input: claims, then a clean map, then reservations. The
 * fuzzer checks the properties of any clean map. For claims in a small, crowded part of
 * memory it also judges each KiB by the plain rule: a page is usable if all of it was
 * claimed as usable, none of it as anything else, and none of it is reserved. Floods of
 * claims fill the map: then RAM may be missing, but never more than is reported as lost,
 * and memory claimed as anything else is still not RAM.
 */
#include <stdbool.h>
#include <string.h>

#include "lib/panic.h"
#include "mm/memory_map.h"
#include "tests/host/fixture_fuzz.h"
#include "tests/host/fixture_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CELL = 1024, CELLS = 512, CELLS_PER_PAGE = 4 };
enum { RESERVES_MAX = 8, FLOOD_MOST = 2048, FLOODS_MAX = 4 };
enum { SMALL, ANY, FLOODED };

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

/* The claims of the floods: each COUNT ranges, one every `stride` bytes. */
struct flood {
    uint64_t start, stride, length;
    unsigned count;
    uint32_t type;
};

static struct flood flood[FLOODS_MAX];
static unsigned floods;

static void add_flood(struct memory_map *map, struct fixture_input *input)
{
    struct flood self = {
        .start = fixture_take(input, 2) << 12,
        .stride = fixture_take(input, 2) << 10,
        .length = fixture_take(input, 2) << 10,
        .count = (unsigned)fixture_take(input, 2) % FLOOD_MOST,
        .type = (uint32_t)fixture_take(input, 1) % 8,
    };

    if (floods == FLOODS_MAX || self.length == 0)
        return;
    for (unsigned i = 0; i < self.count; i++)
        ASSERT(memory_map_add(map, self.start + i * self.stride, self.length, self.type));
    flood[floods++] = self;
}

static void check_floods(const struct memory_map *map)
{
    for (unsigned i = 0; i < floods; i++)
        for (unsigned n = 0; n < flood[i].count && flood[i].type != MEMORY_USABLE; n++) {
            uint64_t start = flood[i].start + n * flood[i].stride;
            ASSERT(memory_map_usable(map, start, start + flood[i].length) == 0);
        }
    /* One flood of RAM alone: missing RAM is reported as lost, or less than a page. */
    if (floods != 1 || flood[0].type != MEMORY_USABLE ||
        flood[0].stride < flood[0].length || flood[0].stride % 4096 != 0 ||
        flood[0].length % 4096 != 0)
        return;
    uint64_t wanted = flood[0].count * flood[0].length;
    if (flood[0].start + flood[0].count * flood[0].stride > MEMORY_HIGHEST_LIMIT)
        return;
    ASSERT(memory_map_usable(map, 0, UINT64_MAX) + map->lost.bytes == wanted);
}

static void reserve_small(struct memory_map *map, struct fixture_input *input)
{
    unsigned start = (unsigned)fixture_take(input, 1),
             length = (unsigned)fixture_take(input, 1);

    memory_map_reserve(map, start * CELL, (start + length) * CELL);
    for (unsigned i = start; i < start + length; i++)
        cell[i].reserved = true;
}

static void reserve(struct memory_map *map, unsigned mode, struct fixture_input *input)
{
    struct memory_loss lost = map->lost;
    unsigned count = map->count;

    if (mode == SMALL)
        reserve_small(map, input);
    else
        memory_map_reserve(map, fixture_take(input, 8), fixture_take(input, 8));
    ASSERT(map->lost.bytes >= lost.bytes);
    ASSERT(map->lost.ranges == lost.ranges || count == MEMORY_MAP_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const add[])(struct memory_map *, struct fixture_input *) = {
        [SMALL] = add_small, [ANY] = add_any, [FLOODED] = add_flood
    };
    static struct fixture_lines lines;
    static struct memory_map map;
    struct fixture_input input = { data, size };
    unsigned mode = fixture_take(&input, 1) % 3;
    uint64_t limit = mode == FLOODED ? UINT64_MAX
                                     : fixture_take(&input, mode == SMALL ? 3 : 8);
    unsigned reserves = fixture_take(&input, 1) % RESERVES_MAX;
    struct fixture_input for_reserves =
        fixture_split(&input, reserves * (mode == SMALL ? 2 : 16));

    memset(cell, 0, sizeof(cell));
    floods = 0;
    memory_map_clear(&map);
    while (input.size != 0)
        add[mode](&map, &input);
    memory_map_clean(&map, limit, fixture_lines_start(&lines));
    ASSERT(lines.count < 16);
    check_order(&map, limit);
    check_answers(&map);
    check_floods(&map);
    if (mode == SMALL) {
        ASSERT(map.lost.ranges == 0); /* there are fewer cells than places in the map */
        check_cells(&map, limit);
    }
    for (unsigned i = 0; i < reserves; i++) {
        reserve(&map, mode, &for_reserves);
        check_order(&map, limit);
        check_answers(&map);
    }
    if (mode == SMALL)
        check_cells(&map, limit);
    return 0;
}

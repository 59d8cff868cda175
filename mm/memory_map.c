#include "mm/memory_map.h"

#include "arch/firmware/firmware.h"
#include "lib/compiler.h"
#include "lib/string.h"
#include "mm/memory_pieces.h"

#define PAGE_BYTES 0x1000ull

enum { SPARE = 64 };

static const char *const type_name[] = {
    [MEMORY_USABLE] = "usable",
    [MEMORY_RESERVED] = "reserved",
    [MEMORY_ACPI_RECLAIMABLE] = "ACPI reclaimable",
    [MEMORY_ACPI_NVS] = "ACPI NVS",
    [MEMORY_UNUSABLE] = "unusable",
};

const char *memory_type_name(uint32_t type)
{
    bool known = type < ARRAY_SIZE(type_name) && type_name[type] != NULL;
    return known ? type_name[type] : "unknown";
}

static uint64_t length_of(const struct memory_range *range)
{
    return range->end - range->start;
}

static unsigned long long shown(uint64_t value)
{
    return value; /* no 64-bit printf conversion suits both host and kernel */
}

void memory_map_clear(struct memory_map *map)
{
    map->count = map->dropped = map->settled = 0;
    map->unsorted = false;
    map->lost = (struct memory_loss){ 0, 0 };
}

/* n overlapping claims make fewer than 2n pieces. */
static struct memory_range piece[2 * MEMORY_MAP_MAX];

static void take_pieces(struct memory_map *map, unsigned count, unsigned most)
{
    count = memory_shrink(piece, count, most, &map->lost);
    memcpy(map->range, piece, count * sizeof(piece[0]));
    map->count = count;
}

/* Frees room for several claims, so that a map of thousands is not sorted for each. */
static void make_room(struct memory_map *map)
{
    struct complaints overlaps = { .sink = NULL };

    if (!memory_sort(map->range, map->count))
        map->unsorted = true;
    unsigned count =
        memory_resolve(map->range, map->count, MEMORY_HIGHEST_LIMIT, piece, &overlaps);
    map->settled += overlaps.made;
    take_pieces(map, count, MEMORY_MAP_MAX - SPARE);
}

bool memory_map_add(struct memory_map *map, uint64_t start, uint64_t length,
                    uint32_t type)
{
    bool too_long = length > UINT64_MAX - start;

    if (length == 0 || start == UINT64_MAX || (too_long && type == MEMORY_USABLE)) {
        map->dropped++;
        return false;
    }
    if (map->count == MEMORY_MAP_MAX)
        make_room(map);
    map->range[map->count++] =
        (struct memory_range){ start, too_long ? UINT64_MAX : start + length, type };
    return true;
}

/* Rounds usable pieces inwards to whole pages, and drops empty ones. */
static unsigned round_inwards(unsigned count, struct complaints *remarks)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < count; i++) {
        struct memory_range range = piece[i];
        if (range.type == MEMORY_USABLE) {
            range.start = (range.start + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
            range.end &= ~(PAGE_BYTES - 1);
            if (length_of(&range) != length_of(&piece[i]))
                complain(remarks,
                         "memory: usable 0x%llx-0x%llx rounded inwards to whole pages",
                         shown(piece[i].start), shown(piece[i].end - 1));
        }
        if (range.start < range.end)
            piece[kept++] = range;
    }
    return kept;
}

static void say_what_will_change(const struct memory_map *map, uint64_t limit,
                                 struct complaints *remarks)
{
    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_range *range = &map->range[i];
        if (range->type == MEMORY_USABLE && range->end > limit)
            complain(remarks, "memory: usable 0x%llx-0x%llx is not used from 0x%llx on",
                     shown(range->start), shown(range->end - 1),
                     shown(range->start > limit ? range->start : limit));
    }
    if (map->unsorted)
        complain(remarks, "memory: the map was not in order: sorted");
    if (map->dropped != 0)
        complain(remarks, "memory: %u claims dropped: empty, or RAM beyond 2^64",
                 map->dropped);
    if (map->settled != 0)
        complain(remarks,
                 "memory: %u overlaps in a map too long to show them: the worse "
                 "type taken",
                 map->settled);
}

void memory_map_clean(struct memory_map *map, uint64_t limit, struct line_sink *sink)
{
    struct complaints remarks = { .sink = sink };

    if (limit > MEMORY_HIGHEST_LIMIT)
        limit = MEMORY_HIGHEST_LIMIT;
    if (!memory_sort(map->range, map->count))
        map->unsorted = true;
    say_what_will_change(map, limit, &remarks);
    unsigned count = memory_resolve(map->range, map->count, limit, piece, &remarks);
    take_pieces(map, round_inwards(count, &remarks), MEMORY_MAP_MAX);
    map->unsorted = false;
    map->settled = 0;
    complaints_end(&remarks, "memory");
    if (map->lost.ranges != 0)
        line(sink,
             "memory: the map has too many pieces, and room for %u: the %u smallest of "
             "RAM, %llu bytes, are not used",
             MEMORY_MAP_MAX, map->lost.ranges, shown(map->lost.bytes));
}

/* Removes [start, end), which lies inside usable range `index`. The map has room. */
static void carve(struct memory_map *map, unsigned index, uint64_t start, uint64_t end)
{
    struct memory_range *range = &map->range[index];
    struct memory_range below = { range->start, start, range->type };
    struct memory_range above = { end, range->end, range->type };

    if (length_of(&below) == 0 || length_of(&above) == 0) {
        *range = length_of(&below) != 0 ? below : above;
        return;
    }
    for (unsigned i = map->count++; i > index + 1; i--)
        map->range[i] = map->range[i - 1];
    map->range[index] = below;
    map->range[index + 1] = above;
}

static bool will_split(const struct memory_map *map, uint64_t start, uint64_t end)
{
    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_range *range = &map->range[i];
        if (range->type == MEMORY_USABLE && range->start < start && range->end > end)
            return true;
    }
    return false;
}

static void remove_empty(struct memory_map *map)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < map->count; i++)
        if (length_of(&map->range[i]) != 0)
            map->range[kept++] = map->range[i];
    map->count = kept;
}

void memory_map_reserve(struct memory_map *map, uint64_t start, uint64_t end)
{
    if (start >= end || start >= MEMORY_HIGHEST_LIMIT)
        return;
    if (end > MEMORY_HIGHEST_LIMIT)
        end = MEMORY_HIGHEST_LIMIT;
    start &= ~(PAGE_BYTES - 1);
    end = (end + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
    if (map->count == MEMORY_MAP_MAX && will_split(map, start, end))
        map->count =
            memory_shrink(map->range, map->count, MEMORY_MAP_MAX - 1, &map->lost);
    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_range *range = &map->range[i];
        if (range->type != MEMORY_USABLE || range->end <= start || range->start >= end)
            continue;
        carve(map, i, start > range->start ? start : range->start,
              end < range->end ? end : range->end);
    }
    remove_empty(map);
}

uint64_t memory_map_usable(const struct memory_map *map, uint64_t start, uint64_t end)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_range *range = &map->range[i];
        uint64_t from = range->start > start ? range->start : start;
        uint64_t to = range->end < end ? range->end : end;
        if (range->type == MEMORY_USABLE && from < to)
            sum += to - from;
    }
    return sum;
}

uint64_t memory_map_first_page(const struct memory_map *map, uint64_t limit)
{
    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_range *range = &map->range[i];
        uint64_t page = range->start == 0 ? PAGE_BYTES : range->start;
        if (range->type == MEMORY_USABLE && page + PAGE_BYTES <= range->end &&
            page + PAGE_BYTES <= limit)
            return page;
    }
    return 0;
}

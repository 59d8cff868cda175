#include "mm/memory_map.h"

#include "arch/firmware.h"
#include "lib/compiler.h"

#define PAGE_BYTES 0x1000ull

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

/* How much a type says against using the memory. */
static unsigned badness(uint32_t type)
{
    switch (type) {
    case MEMORY_USABLE:
        return 1;
    case MEMORY_ACPI_RECLAIMABLE:
        return 2;
    case MEMORY_ACPI_NVS:
        return 3;
    case MEMORY_UNUSABLE:
        return 5;
    default:
        return 4;
    }
}

static uint64_t length_of(const struct memory_range *range)
{
    return range->end - range->start;
}

static unsigned long long shown(uint64_t value)
{
    return value; /* uint64_t has no conversion of its own that suits host and kernel */
}

/* The smallest usable range, or NULL. */
static struct memory_range *smallest_usable(struct memory_map *map)
{
    struct memory_range *smallest = NULL;

    for (unsigned i = 0; i < map->count; i++) {
        struct memory_range *range = &map->range[i];
        if (range->type == MEMORY_USABLE &&
            (smallest == NULL || length_of(range) < length_of(smallest)))
            smallest = range;
    }
    return smallest;
}

/* A place for one more range, made by dropping RAM where the map is full; or NULL. */
static struct memory_range *place_for(struct memory_map *map, uint32_t type)
{
    if (map->count < MEMORY_MAP_MAX)
        return &map->range[map->count++];
    map->dropped++;
    return type == MEMORY_USABLE ? NULL : smallest_usable(map);
}

bool memory_map_add(struct memory_map *map, uint64_t start, uint64_t length,
                    uint32_t type)
{
    if (length == 0 || length > UINT64_MAX - start) {
        map->dropped++;
        return false;
    }
    struct memory_range *place = place_for(map, type);
    if (place == NULL)
        return false;
    *place = (struct memory_range){start, start + length, type};
    return true;
}

/* The part of the address space, from some start on, that one set of claims covers. */
struct stretch {
    uint64_t end;         /* where the set changes */
    unsigned claims;      /* how many; where there is none, the types mean nothing */
    uint32_t worst, best; /* of the types claimed */
};

static struct stretch stretch_from(const struct memory_map *claims, uint64_t start)
{
    struct stretch found = {.end = UINT64_MAX};

    for (unsigned i = 0; i < claims->count; i++) {
        const struct memory_range *range = &claims->range[i];
        if (range->start > start && range->start < found.end)
            found.end = range->start;
        if (range->start > start || range->end <= start)
            continue;
        if (range->end < found.end)
            found.end = range->end;
        if (found.claims == 0 || badness(range->type) > badness(found.worst))
            found.worst = range->type;
        if (found.claims == 0 || badness(range->type) < badness(found.best))
            found.best = range->type;
        found.claims++;
    }
    return found;
}

static void append(struct memory_map *map, uint64_t start, uint64_t end, uint32_t type)
{
    struct memory_range *last = map->count != 0 ? &map->range[map->count - 1] : NULL;

    if (last != NULL && last->type == type && last->end == start)
        last->end = end;
    else if (map->count < MEMORY_MAP_MAX)
        map->range[map->count++] = (struct memory_range){start, end, type};
    else
        map->dropped++;
}

/* Writes the claims as sorted ranges without overlaps. All types, or RAM alone. */
static void resolve(const struct memory_map *claims, uint64_t limit, bool all,
                    struct memory_map *out, struct complaints *remarks)
{
    struct stretch stretch;

    *out = (struct memory_map){.dropped = claims->dropped};
    for (uint64_t start = 0; start < limit; start = stretch.end) {
        stretch = stretch_from(claims, start);
        if (stretch.end > limit)
            stretch.end = limit;
        if (stretch.claims == 0)
            continue;
        if (all || stretch.worst == MEMORY_USABLE)
            append(out, start, stretch.end, stretch.worst);
        if (all && badness(stretch.worst) != badness(stretch.best))
            complain(remarks,
                     "memory: 0x%llx-0x%llx is claimed as %s and as %s: taken as %s",
                     shown(start), shown(stretch.end - 1), memory_type_name(stretch.best),
                     memory_type_name(stretch.worst), memory_type_name(stretch.worst));
    }
}

/* Rounds usable ranges inwards to whole pages, and drops what is then empty. */
static void round_inwards(struct memory_map *map, struct complaints *remarks)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < map->count; i++) {
        struct memory_range range = map->range[i];
        if (range.type == MEMORY_USABLE) {
            range.start = (range.start + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
            range.end &= ~(PAGE_BYTES - 1);
            if (length_of(&range) != length_of(&map->range[i]))
                complain(remarks,
                         "memory: usable 0x%llx-0x%llx rounded inwards to whole pages",
                         shown(map->range[i].start), shown(map->range[i].end - 1));
        }
        if (range.start < range.end)
            map->range[kept++] = range;
    }
    map->count = kept;
}

static void say_what_will_change(const struct memory_map *claims, uint64_t limit,
                                 struct complaints *remarks)
{
    bool sorted = true;

    for (unsigned i = 0; i < claims->count; i++) {
        const struct memory_range *range = &claims->range[i];
        if (i != 0 && range->start < range[-1].start)
            sorted = false;
        if (range->type == MEMORY_USABLE && range->end > limit)
            complain(remarks, "memory: usable 0x%llx-0x%llx is not used from 0x%llx on",
                     shown(range->start), shown(range->end - 1),
                     shown(range->start > limit ? range->start : limit));
    }
    if (!sorted)
        complain(remarks, "memory: the map was not in order: sorted");
    if (claims->dropped != 0)
        complain(remarks, "memory: %u claims dropped: empty, beyond 2^64, or no room",
                 claims->dropped);
}

void memory_map_clean(struct memory_map *map, uint64_t limit, struct line_sink *sink)
{
    struct complaints remarks = {.sink = sink};
    const struct memory_map claims = *map;

    if (limit > MEMORY_HIGHEST_LIMIT)
        limit = MEMORY_HIGHEST_LIMIT;
    say_what_will_change(&claims, limit, &remarks);
    resolve(&claims, limit, true, map, &remarks);
    if (map->dropped != claims.dropped) {
        /* n claims overlap in up to 2n - 1 stretches, but RAM is at most n of them. */
        line(sink, "memory: more than %u ranges: only usable ones are kept",
             MEMORY_MAP_MAX);
        resolve(&claims, limit, false, map, &remarks);
    }
    round_inwards(map, &remarks);
    complaints_end(&remarks, "memory");
}

/* Takes [start, end), which lies inside of usable range `index`, out of it. */
static void carve(struct memory_map *map, unsigned index, uint64_t start, uint64_t end)
{
    struct memory_range *range = &map->range[index];
    struct memory_range below = {range->start, start, range->type};
    struct memory_range above = {end, range->end, range->type};
    bool both = length_of(&below) != 0 && length_of(&above) != 0;

    if (both && map->count < MEMORY_MAP_MAX) {
        for (unsigned i = map->count++; i > index + 1; i--)
            map->range[i] = map->range[i - 1];
        map->range[index] = below;
        map->range[index + 1] = above;
        return;
    }
    if (both)
        map->dropped++;
    *range = length_of(&below) >= length_of(&above) ? below : above;
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

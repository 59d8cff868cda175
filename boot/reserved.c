/* Memory in RAM that must be preserved: the boot information and the modules. */
#include "boot/multiboot_common.h"

/* The list is sorted, without overlaps. Index of the first range that ends at or behind
 * `start`. */
static unsigned place_of(const struct boot_info *info, uint64_t start)
{
    unsigned place = 0;

    while (place < info->reserved_count && info->reserved[place].end < start)
        place++;
    return place;
}

static void remove_at(struct boot_info *info, unsigned place)
{
    info->reserved_count--;
    for (unsigned i = place; i < info->reserved_count; i++)
        info->reserved[i] = info->reserved[i + 1];
}

/* Merges the range at `place` with the following ranges that it touches. */
static void swallow(struct boot_info *info, unsigned place)
{
    struct boot_range *range = &info->reserved[place];

    while (place + 1 < info->reserved_count && range[1].start <= range->end) {
        if (range[1].end > range->end)
            range->end = range[1].end;
        remove_at(info, place + 1);
    }
}

static uint64_t gap_behind(const struct boot_info *info, unsigned place)
{
    return info->reserved[place + 1].start - info->reserved[place].end;
}

static void join_closest(struct boot_info *info)
{
    unsigned closest = 0;

    for (unsigned i = 1; i + 1 < info->reserved_count; i++)
        if (gap_behind(info, i) < gap_behind(info, closest))
            closest = i;
    info->reserved_joined++;
    info->reserved_between += gap_behind(info, closest);
    info->reserved[closest].end = info->reserved[closest + 1].end;
    remove_at(info, closest + 1);
}

void boot_reserve(struct boot_info *info, uint64_t start, uint64_t end, const char *what)
{
    if (info->reserved_count == BOOT_RESERVED_MAX)
        join_closest(info);
    unsigned place = place_of(info, start);
    struct boot_range *range = &info->reserved[place];

    if (place < info->reserved_count && range->start <= end) {
        if (start < range->start)
            range->start = start;
        if (end > range->end)
            range->end = end;
    } else {
        for (unsigned i = info->reserved_count++; i > place; i--)
            info->reserved[i] = info->reserved[i - 1];
        *range = (struct boot_range){ start, end, what };
    }
    swallow(info, place);
}

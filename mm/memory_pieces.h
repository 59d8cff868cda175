/* Lists of ranges for mm/memory_map.c: sorts claims, and shrinks lists. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/firmware.h"
#include "mm/memory_map.h"

/* Sorts by start. Returns whether they were in order. */
bool memory_sort(struct memory_range *range, unsigned count);

/*
 * Writes sorted claims to piece[] as sorted ranges without overlaps, up to `limit`: the
 * worse type wins, neighbours of one type are joined. Returns the number of pieces: fewer
 * than twice the number of claims. Each overlap of different types is a remark.
 */
unsigned memory_resolve(const struct memory_range *claim, unsigned claims, uint64_t limit,
                        struct memory_range *piece, struct complaints *remarks);

/*
 * Reduces sorted ranges without overlaps to at most `most` (1 or more), and returns how
 * many are left. Joins non-RAM ranges, also across gaps; then gives up the smallest RAM,
 * that below 1 MiB last. Nothing becomes RAM.
 */
unsigned memory_shrink(struct memory_range *range, unsigned count, unsigned most,
                       struct memory_loss *loss);

/*
 * The size of the page that an address lies in, asked in an NMI: what perf samples beside
 * every address (PERF_SAMPLE_DATA_PAGE_SIZE). Linux: perf_get_pgtable_size() in
 * kernel/events/core.c, for which ptep_get_lockless() was written down in 2020
 * (51b646b2d9f8 "perf,mm: Handle non-page-table-aligned hugetlbfs").
 *
 * It takes no lock: the NMI may have interrupted the lock's owner on this very CPU, between
 * the two stores of an entry. It uses nothing but present and leaf bits, and those are in
 * the low word; but where the next table lies is in both, and an entry whose halves do not
 * belong together leads into some other page (Linux 1180e732c985 "mm/gup: Fix the lockless
 * PMD access": a READ_ONCE() of the PMD stood there).
 */
#pragma once

#include <stdint.h>

#include "mm/mm_types.h"

/*
 * PAGE_SIZE, PMD_SIZE, or 0 where nothing is mapped: what was so at some moment of the
 * call. Interrupts must be off, or this an NMI, which switches them off as well: either
 * holds off the shootdown, and with it the reuse of a table. Asserted. The tables lie in
 * low memory (mm/frames.h).
 */
uint32_t perf_get_pgtable_size(const struct mm_struct *mm, uintptr_t address);

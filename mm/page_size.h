/*
 * The size of the page that holds an address, for use in an NMI: perf samples it beside
 * every address (PERF_SAMPLE_DATA_PAGE_SIZE). Linux: perf_get_pgtable_size() in
 * kernel/events/core.c, for which ptep_get_lockless() was written down in 2020
 * (51b646b2d9f8 "perf,mm: Handle non-page-table-aligned hugetlbfs").
 *
 * It takes no lock: the NMI may have interrupted the lock's owner on this very CPU,
 * between the two stores of an entry. It uses only present and leaf bits, which are in
 * the low word. But the address of the next table is in both words, and an entry whose
 * halves do not match leads to some other page (Linux 1180e732c985 "mm/gup: Fix the
 * lockless PMD access": a READ_ONCE() of the PMD stood there).
 */
#pragma once

#include <stdint.h>

#include "mm/mm_types.h"

/*
 * PAGE_SIZE, PMD_SIZE, or 0 if nothing is mapped: true at some moment of the call.
 * Asserts that interrupts are off, as they also are in an NMI: that holds off the
 * shootdown, and with it the reuse of a table. The tables must lie in low memory
 * (mm/frames.h).
 */
uint32_t perf_get_pgtable_size(const struct mm_struct *mm, uintptr_t address);

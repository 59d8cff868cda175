/* The page table that the benchmarks read, and a writer for it. The frames of its entries
 * are made up: no CR3 points to it. */
#pragma once

#include "litmus/bench/bench.h"
#include "mm/pte.h"

/* The first entry's frame; the others follow. It is above 4 GiB, so that both words of an
 * entry change. */
#define BENCH_FRAME 0x100000000ull

extern pte_t bench_table[PTRS_PER_PTE];

/* Makes all entries present. */
void bench_table_fill(void);
/* Starts a writer on worker 0: until bench_table_alone() it clears and sets the first
 * `entries` entries, as the kernel would, without a pause. Samples count only while it
 * makes progress. False, with a note, if there is no worker. */
bool bench_table_beside(struct bench_run *run, unsigned entries);
void bench_table_alone(struct bench_run *run);

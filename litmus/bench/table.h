/* The page table that is read by the benchmarks, and a writer for it. The frames of its
 * entries are made up: no CR3 reaches it. */
#pragma once

#include "litmus/bench/bench.h"
#include "mm/pte.h"

/* That the first entry names; the others follow. Above 4 GiB, so that both words are
 * busy. */
#define BENCH_FRAME 0x100000000ull

extern pte_t bench_table[PTRS_PER_PTE];

/* All entries present. */
void bench_table_fill(void);
/* Works beside it on worker 0, until bench_table_alone(): clears and sets each of the
 * first `entries`, as the kernel would, without a rest. Samples are taken only while it
 * does. False if there is no worker, which is said. */
bool bench_table_beside(struct bench_run *run, unsigned entries);
void bench_table_alone(struct bench_run *run);

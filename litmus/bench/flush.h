/* The cost of TLB invalidation, on this CPU and on others. In ring 0 only. */
#pragma once

#include "litmus/bench/bench.h"

/* INVLPG of a page that is not in the TLB, and of one that an access has just put
 * there. */
void bench_invlpg(struct bench_run *run);
/* MOV CR3 with the same value; and the kernel's full flush, which includes global
 * entries. */
void bench_full_flush(struct bench_run *run);
/* Finds the number of pages from which one full flush is cheaper than single flushes.
 * Accesses to the pages in use follow each flush. */
void bench_crossover(struct bench_run *run);
/* A shootdown, from the request to the last ack, for 1, 2, ... CPUs: of one page, of the
 * most pages that are invalidated one by one, and of everything. The other CPUs are
 * halted, or at work with interrupts on. */
void bench_shootdown(struct bench_run *run);
void bench_shootdown_busy(struct bench_run *run);
/* An interrupt to another CPU, until this CPU sees the handler's answer. */
void bench_round_trip(struct bench_run *run);

/* ---- shared by the files of these benchmarks ---- */

enum { FLUSH_PAGES = 512, FLUSH_IN_USE = 64 };

/* Maps pages that all share one frame: FLUSH_PAGES pages to flush, numbered from 0, and
 * behind them FLUSH_IN_USE pages that stay in use. False if there is no memory. The pages
 * stay mapped after the first call. */
bool flush_pages_map(struct bench_run *run);
uintptr_t flush_page(unsigned number);
/* Reads a word of each of `count` pages. */
void flush_pages_touch(unsigned from, unsigned count);

/* What it costs to make TLBs forget, here and on other CPUs. In ring 0 only. */
#pragma once

#include "litmus/bench/bench.h"

/* INVLPG of a page that the TLB does not hold; after a touch, of one that it does. */
void bench_invlpg(struct bench_run *run);
/* MOV CR3 with the same value; and a full flush, global entries too, as the kernel does
 * it. */
void bench_full_flush(struct bench_run *run);
/* So many pages one by one against a full flush, each followed by touching so much that
 * was in use: where is the crossover? */
void bench_crossover(struct bench_run *run);
/* From the request to the last ack, for 1, 2, ... CPUs: of one page, of as many as are
 * invalidated one by one, and of everything. The others are halted, or at work with
 * interrupts on. */
void bench_shootdown(struct bench_run *run);
void bench_shootdown_busy(struct bench_run *run);
/* An interrupt sent to another CPU, until its handler's answer is seen. */
void bench_round_trip(struct bench_run *run);

/* ---- between the files of these ---- */

enum { FLUSH_PAGES = 512, FLUSH_IN_USE = 64 };

/* A mapped page, all of them the same frame: of those to be flushed, numbers from 0 to
 * FLUSH_PAGES - 1, and behind them FLUSH_IN_USE that stay in use. False if there is no
 * memory; they stay mapped after the first call. */
bool flush_pages_map(struct bench_run *run);
uintptr_t flush_page(unsigned number);
/* Reads a word of each of those pages. */
void flush_pages_touch(unsigned from, unsigned count);

/* The cost of a read of an entry, by each method that the trials use. */
#pragma once

#include "litmus/bench/bench.h"

/* Calls the trial's reader for the 512 entries of a table, over and over, and for
 * comparison a reader in assembly (bench->hand). Measures both alone, and with a writer
 * on another CPU. */
void bench_read(struct bench_run *run);
/* The same for a reader that needs SSE2, which CR4 enables only meanwhile. */
void bench_read_sse2(struct bench_run *run);
/* The same steps inlined, as in gup_walk(), against a loop entirely in assembly. */
void bench_sweep_lockless(struct bench_run *run);
void bench_sweep_pair(struct bench_run *run);
void bench_sweep_cmpxchg8b(struct bench_run *run);
/* The additional cost of one retry, on an entry that another CPU keeps changing. */
void bench_retry(struct bench_run *run);
/* gup_walk() over three levels; and gup_fast() with gup_put(), which take a reference to
 * the frame, check the entries again, and drop the reference. */
void bench_walk(struct bench_run *run);
void bench_pin(struct bench_run *run);

/* In assembly (litmus/bench/hand.S). `nothing` returns without a read. */
extern const struct reader hand_reader_nothing, hand_reader_lockless, hand_reader_pair,
    hand_reader_cmpxchg8b, hand_reader_sse2;

/* What a read of an entry costs, by every way that the trials read one. */
#pragma once

#include "litmus/bench/bench.h"

/* The trial's reader, called over and over for the 512 entries of a table, and the same
 * written by hand (bench->hand) beside it: with nobody else at it, and with a writer on
 * another CPU. */
void bench_read(struct bench_run *run);
/* The same for a reader that needs SSE2, which is switched on (CR4) only meanwhile. */
void bench_read_sse2(struct bench_run *run);
/* The same steps with no call around them, as they are within gup_walk(), against a loop
 * that is written by hand from end to end. */
void bench_sweep_lockless(struct bench_run *run);
void bench_sweep_pair(struct bench_run *run);
void bench_sweep_cmpxchg8b(struct bench_run *run);
/* What a read that starts over once costs more than one that does not, on an entry that
 * another CPU keeps changing. */
void bench_retry(struct bench_run *run);
/* gup_walk() over three levels; and gup_fast() with gup_put(), which takes a reference
 * to the frame, looks at the entries again, and gives it back. */
void bench_walk(struct bench_run *run);
void bench_pin(struct bench_run *run);

/* Written by hand (litmus/bench/hand.S). `nothing` returns without a read. */
extern const struct reader hand_reader_nothing, hand_reader_lockless, hand_reader_pair,
    hand_reader_cmpxchg8b, hand_reader_sse2;

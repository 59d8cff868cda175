/*
 * The stopwatch of the benchmarks: the TSC, read when all that came before is done and
 * nothing that follows has begun.
 *
 * RDTSC orders nothing by itself. RDTSCP came with the K8 and the Core 2, and waits only
 * for what came before. CPUID, which Intel's white paper of 2010 ("How to Benchmark Code
 * Execution Times", 324264) puts in front, traps in every virtual machine, for thousands
 * of cycles that vary. So: LFENCE before and after (SDM vol. 2, RDTSC), where there is
 * SSE2; else CPUID before and after, on processors that were never virtualised. (An AMD
 * processor orders by LFENCE only where MSR C001_1029 bit 1 says so, which Linux sets
 * and firmware may not: there the bounds of a sample are a few dozen instructions soft.
 * A sample is made long enough for that not to matter.)
 *
 * The TSC counts at a constant rate on everything newer than about 2008: "cycles" are
 * its ticks, and not those of a core that runs faster or slower than that.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Finds out how, and what two looks in a row cost. Before the others. */
void bench_timer_init(void);

/* Ticks since some moment, by the TSC; where there is none, microseconds of arch/time/clock.h,
 * which are worth little for what takes less than milliseconds. */
uint64_t bench_ticks(void);
/* Ticks in a millisecond. */
uint32_t bench_khz(void);
bool bench_has_cycles(void);
/* What is to be subtracted from the difference of two looks: median of many. */
uint64_t bench_overhead(void);
/* How long a sample must be at least for the soft bounds not to matter. */
uint64_t bench_least_ticks(void);

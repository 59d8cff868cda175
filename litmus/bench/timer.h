/*
 * The timer of the benchmarks: the TSC, read after all earlier instructions have
 * completed and before any later one begins.
 *
 * RDTSC orders nothing by itself. RDTSCP came with the K8 and the Core 2, and waits only
 * for earlier instructions. Intel's white paper of 2010 ("How to Benchmark Code Execution
 * Times", 324264) puts CPUID first, but CPUID traps in every virtual machine and costs
 * thousands of cycles, which vary. So the timer executes LFENCE before and after (SDM
 * vol. 2, RDTSC) if the CPU has SSE2; otherwise CPUID before and after, on processors
 * that were never virtualised. (An AMD processor orders by LFENCE only if MSR C001_1029
 * bit 1 is set. Linux sets it, but firmware may not: then the bounds of a sample are a
 * few dozen instructions soft. Samples are long enough for that not to matter.)
 *
 * The TSC counts at a constant rate on everything newer than about 2008: "cycles" are TSC
 * ticks, not cycles of a core that runs faster or slower.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Chooses the method and measures the cost of two reads in a row. Call it first. */
void bench_timer_init(void);

/* Ticks since some moment, by the TSC. Without a TSC: microseconds of arch/time/clock.h,
 * which are of little use for less than milliseconds. */
uint64_t bench_ticks(void);
/* Ticks in a millisecond. */
uint32_t bench_khz(void);
bool bench_has_cycles(void);
/* The median cost of a read, to subtract from the difference of two reads. */
uint64_t bench_overhead(void);
/* The least length of a sample for which the soft bounds do not matter. */
uint64_t bench_least_ticks(void);

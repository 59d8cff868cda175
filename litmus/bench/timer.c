#include "litmus/bench/timer.h"

#include "arch/cpu/instructions.h"
#include "arch/time/clock.h"
#include "litmus/bench/statistics.h"

#define CPUID_1_EDX_SSE2 (1u << 26)

enum { LOOKS = 101, CLOCK_KHZ = 1000, LEAST_US_TSC = 10, LEAST_US_CLOCK = 3000 };

static bool fences;
static uint64_t overhead;

static __always_inline void serialize(void)
{
    if (fences)
        __asm__ __volatile__("lfence" ::: "memory");
    else
        cpuid(0, 0);
}

uint64_t bench_ticks(void)
{
    if (!clock_has_tsc())
        return clock_us();
    serialize();
    uint64_t ticks = rdtsc();
    serialize();
    return ticks;
}

void bench_timer_init(void)
{
    uint64_t looks[LOOKS];

    fences = cpuid(1, 0).edx & CPUID_1_EDX_SSE2;
    for (unsigned i = 0; i < LOOKS; i++) {
        uint64_t begin = bench_ticks();
        looks[i] = bench_ticks() - begin;
    }
    overhead = spread_of(looks, LOOKS, SPREAD_PARTS).median;
}

uint32_t bench_khz(void)
{
    return clock_has_tsc() ? clock_tsc_khz() : CLOCK_KHZ;
}

bool bench_has_cycles(void)
{
    return clock_has_tsc();
}

uint64_t bench_overhead(void)
{
    return overhead;
}

uint64_t bench_least_ticks(void)
{
    uint32_t us = clock_has_tsc() ? LEAST_US_TSC : LEAST_US_CLOCK;
    return (uint64_t)us * (bench_khz() / 1000);
}

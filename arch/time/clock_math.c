#include "arch/time/clock_math.h"

#include <stddef.h>

#include "lib/divide.h"

struct clock_scale clock_scale_for(uint32_t numerator, uint32_t denominator)
{
    /* The largest shift for which the factor still has 32 bits. */
    uint64_t limit = (uint64_t)denominator << 32;
    uint64_t value = numerator;
    unsigned shift = 0;

    while (shift < 63 && !(value >> 63) && value << 1 < limit) {
        value <<= 1;
        shift++;
    }
    uint64_t factor = divide32(value, denominator, NULL);
    if (factor > UINT32_MAX)
        factor = UINT32_MAX;
    return (struct clock_scale){ (uint32_t)factor, shift };
}

uint64_t clock_scale_apply(struct clock_scale s, uint64_t value)
{
    uint64_t low = (value & UINT32_MAX) * s.factor;
    uint64_t high = (value >> 32) * s.factor + (low >> 32);

    if (s.shift >= 32)
        return high >> (s.shift - 32);
    unsigned up = 32 - s.shift;
    if (high >> (64 - up))
        return UINT64_MAX;
    return high << up | (low & UINT32_MAX) >> s.shift;
}

enum clock_run_verdict clock_run_judge(const struct clock_run *run, uint32_t reference_hz,
                                       uint32_t *khz)
{
    *khz = 0;
    if (!run->armed)
        return CLOCK_RUN_NOT_ARMED;
    if (!run->ended)
        return CLOCK_RUN_NOT_ENDED;
    bool few = run->polls < CLOCK_MIN_POLLS;
    if (run->ticks == 0 || (few && !run->counted))
        return CLOCK_RUN_FEW_POLLS;

    uint64_t rate = scale(run->cycles, reference_hz, (uint64_t)run->ticks * 1000);
    *khz = rate > UINT32_MAX ? UINT32_MAX : (uint32_t)rate;
    if (*khz < CLOCK_MIN_KHZ)
        return few ? CLOCK_RUN_FEW_POLLS : CLOCK_RUN_TOO_SLOW;
    if (*khz > CLOCK_MAX_KHZ)
        return CLOCK_RUN_TOO_FAST;
    if (scale(run->doubt, 100, 1) > run->cycles)
        return CLOCK_RUN_UNCERTAIN;
    return few ? CLOCK_RUN_FEW_POLLS : CLOCK_RUN_GOOD;
}

const char *clock_run_verdict_name(enum clock_run_verdict verdict)
{
    switch (verdict) {
    case CLOCK_RUN_GOOD:
        return "good";
    case CLOCK_RUN_UNCERTAIN:
        return "interrupted at its ends";
    case CLOCK_RUN_NOT_ARMED:
        return "it did not start when told to";
    case CLOCK_RUN_NOT_ENDED:
        return "it never ended";
    case CLOCK_RUN_FEW_POLLS:
        return "it ended at once";
    case CLOCK_RUN_TOO_SLOW:
        return "no TSC is that slow";
    case CLOCK_RUN_TOO_FAST:
        return "no TSC is that fast";
    }
    return "unknown";
}

uint32_t clock_at_most(uint32_t guess, bool hypervisor)
{
    enum { TIMES = 4, TIMES_EMULATED = 32 };
    uint64_t most = (uint64_t)guess * (hypervisor ? TIMES_EMULATED : TIMES);

    return most < CLOCK_MAX_KHZ ? (uint32_t)most : CLOCK_MAX_KHZ;
}

bool clock_within(uint32_t a, uint32_t b, uint32_t percent)
{
    uint32_t larger = a > b ? a : b;
    uint32_t smaller = a > b ? b : a;

    return (uint64_t)(larger - smaller) * 100 <= (uint64_t)larger * percent;
}

static uint32_t distance(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

/* The runs are few, so it counts the rank of each. */
static uint32_t median(const uint32_t *values, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned below = 0, equal = 0;
        for (unsigned j = 0; j < count; j++) {
            below += values[j] < values[i];
            equal += values[j] == values[i];
        }
        unsigned middle = (count - 1) / 2;
        if (below <= middle && middle < below + equal)
            return values[i];
    }
    return 0;
}

bool clock_settle(const uint32_t *khz, unsigned runs, uint32_t *settled)
{
    uint32_t closest = UINT32_MAX;
    bool agreed = false;

    if (runs > CLOCK_MAX_RUNS)
        runs = CLOCK_MAX_RUNS;
    *settled = median(khz, runs);
    for (unsigned i = 0; i < runs; i++) {
        for (unsigned j = i + 1; j < runs; j++) {
            if (!clock_within(khz[i], khz[j], CLOCK_AGREE_PERCENT))
                continue;
            agreed = true;
            if (distance(khz[i], khz[j]) < closest) {
                closest = distance(khz[i], khz[j]);
                *settled = (uint32_t)(((uint64_t)khz[i] + khz[j]) >> 1);
            }
        }
    }
    return agreed;
}

uint32_t clock_khz_by_cpuid(uint32_t eax_15, uint32_t ebx_15, uint32_t ecx_15,
                            uint32_t eax_16)
{
    uint64_t khz = 0;

    if (eax_15 != 0 && ebx_15 != 0 && ecx_15 != 0)
        khz = scale(ecx_15, ebx_15, (uint64_t)eax_15 * 1000);
    else
        khz = (uint64_t)(eax_16 & 0xFFFF) * 1000; /* bits 15:0 (SDM vol. 2, CPUID) */
    if (khz < CLOCK_MIN_KHZ || khz > CLOCK_MAX_KHZ)
        return 0;
    return (uint32_t)khz;
}

/* A set of CPUs by index (not by APIC id). Plain words: users that share a set take care
 * of memory order. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Per-CPU tables cost 850 bytes for each of CPUS_MAX, and a machine of 8 MiB must run. */
enum { CPUS_MAX = 384, CPUMASK_WORDS = CPUS_MAX / 32 };

struct cpumask {
    uint32_t word[CPUMASK_WORDS];
};

static inline bool cpumask_test(const struct cpumask *mask, unsigned cpu)
{
    return *(const volatile uint32_t *)&mask->word[cpu / 32] >> (cpu % 32) & 1;
}

/* Atomic: several CPUs may change one mask. */
static inline void cpumask_set(struct cpumask *mask, unsigned cpu)
{
    __atomic_fetch_or(&mask->word[cpu / 32], 1u << (cpu % 32), __ATOMIC_SEQ_CST);
}

static inline void cpumask_clear(struct cpumask *mask, unsigned cpu)
{
    __atomic_fetch_and(&mask->word[cpu / 32], ~(1u << (cpu % 32)), __ATOMIC_SEQ_CST);
}

static inline unsigned cpumask_count(const struct cpumask *mask)
{
    unsigned count = 0;
    for (unsigned cpu = 0; cpu < CPUS_MAX; cpu++)
        count += cpumask_test(mask, cpu);
    return count;
}

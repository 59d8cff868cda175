/*
 * The steps of the protocol in mm/pgtable.h, for a PTE and a PMD alike: two words and
 * their order. mm/pgtable.c builds the kernel's functions from them, without a pace. The
 * trials build a second set with a pace: pauses between the two accesses, which only
 * widen the race window that another CPU must hit.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/cmpxchg8b.h"
#include "arch/cpu/instructions.h"
#include "lib/compiler.h"
#include "mm/pte.h"

/* How a trial slows the steps down, and what it counts. A constant NULL in the kernel's
 * own functions, so that the compiler removes it completely. */
struct pace {
    uint32_t units;   /* of delay (spin_delay) between two accesses */
    uint32_t retries; /* counts restarted reads */
};

static __always_inline void pace_pause(const struct pace *pace)
{
    if (pace)
        spin_delay(pace->units);
}

static __always_inline void set_steps(struct entry_words *entry, struct entry_words value,
                                      const struct pace *pace)
{
    WRITE_ONCE(entry->high, value.high);
    smp_wmb();
    pace_pause(pace);
    WRITE_ONCE(entry->low, value.low);
}

static __always_inline void clear_steps(struct entry_words *entry,
                                        const struct pace *pace)
{
    WRITE_ONCE(entry->low, 0);
    smp_wmb();
    pace_pause(pace);
    WRITE_ONCE(entry->high, 0);
}

/* XCHG, so that no accessed or dirty bit that the CPU sets meanwhile is lost; the high
 * word has none. */
static __always_inline struct entry_words get_and_clear_steps(struct entry_words *entry,
                                                              const struct pace *pace)
{
    struct entry_words old;
    old.low = __atomic_exchange_n(&entry->low, 0, __ATOMIC_SEQ_CST);
    pace_pause(pace);
    old.high = READ_ONCE(entry->high);
    WRITE_ONCE(entry->high, 0);
    return old;
}

/* The second read of low is a plain load, as in Linux: the barrier forces a new load,
 * which can be part of the comparison; a volatile load would cost a register. */
static __always_inline struct entry_words get_lockless_steps(
    const struct entry_words *entry, struct pace *pace)
{
    struct entry_words value;
    for (;;) {
        value.low = READ_ONCE(entry->low);
        smp_rmb();
        pace_pause(pace);
        value.high = READ_ONCE(entry->high);
        smp_rmb();
        pace_pause(pace);
        if (likely(value.low == entry->low))
            return value;
        if (pace)
            pace->retries++;
    }
}

static __always_inline void set_atomic_steps(struct entry_words *entry,
                                             struct entry_words value)
{
    xchg_cmpxchg8b((volatile uint64_t *)entry, (uint64_t)value.high << 32 | value.low);
}

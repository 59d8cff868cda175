/*
 * Mutants: each lacks one leg of the protocol and must tear. They live here and nowhere
 * else: nothing in mm/ is broken, and only controls use these.
 */
#include "litmus/variants/variants.h"

static __always_inline pte_t pair(uint32_t low, uint32_t high)
{
    return (pte_t){ { low, high } };
}

/* low, high, no second look at low. */
static __always_inline pte_t no_recheck(const pte_t *ptep, struct pace *pace)
{
    uint32_t low = READ_ONCE(ptep->pte_low);
    smp_rmb();
    pace_pause(pace);
    uint32_t high = READ_ONCE(ptep->pte_high);
    return pair(low, high);
}

/* high before low, then one of the two again. */
static __always_inline pte_t high_first(const pte_t *ptep, bool low_again,
                                        struct pace *pace)
{
    for (;;) {
        uint32_t high = READ_ONCE(ptep->pte_high);
        smp_rmb();
        pace_pause(pace);
        uint32_t low = READ_ONCE(ptep->pte_low);
        smp_rmb();
        pace_pause(pace);
        if (likely(low_again ? low == READ_ONCE(ptep->pte_low)
                             : high == READ_ONCE(ptep->pte_high)))
            return pair(low, high);
        if (pace)
            pace->retries++;
    }
}

/* The recheck covers the wrong interval. */
static __always_inline pte_t high_low_low(const pte_t *ptep, struct pace *pace)
{
    return high_first(ptep, true, pace);
}

/* The recheck reads the half without the present bit. For present -> none -> present it
 * is as good as low, high, low. It misses none -> present -> none, which disabled
 * interrupts do not hold back. */
static __always_inline pte_t high_low_high(const pte_t *ptep, struct pace *pace)
{
    return high_first(ptep, false, pace);
}

READER_TWINS(no_recheck)
READER_TWINS(high_low_low)
READER_TWINS(high_low_high)

const struct reader reader_no_recheck = { "low, high", plain_no_recheck,
                                          paced_no_recheck };
const struct reader reader_high_low_low = { "high, low, low", plain_high_low_low,
                                            paced_high_low_low };
const struct reader reader_high_low_high = { "high_low_high", plain_high_low_high,
                                             paced_high_low_high };
const struct reader reader_u64 = { "*(volatile u64 *)", read_u64, NULL };
const struct reader reader_no_barrier = { "low, high, low without barriers",
                                          read_no_barrier, NULL };

static __always_inline void set_low_first(pte_t *ptep, pte_t pte, const struct pace *pace)
{
    WRITE_ONCE(ptep->pte_low, pte.pte_low);
    smp_wmb();
    pace_pause(pace);
    WRITE_ONCE(ptep->pte_high, pte.pte_high);
}

static __always_inline void clear_high_first(pte_t *ptep, const struct pace *pace)
{
    WRITE_ONCE(ptep->pte_high, 0);
    smp_wmb();
    pace_pause(pace);
    WRITE_ONCE(ptep->pte_low, 0);
}

static void plain_set_low_first(pte_t *ptep, pte_t pte)
{
    set_low_first(ptep, pte, NULL);
}

CLEAR_TWINS(clear_high_first)

const struct store store_set_low_first = { "low, then high", plain_set_low_first,
                                           set_low_first };
const struct store store_clear_high_first = { "high = 0, then low = 0",
                                              plain_clear_high_first,
                                              paced_clear_high_first };

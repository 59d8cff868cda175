/*
 * A broken leg: high, low, and high again. The recheck watches the half that carries no
 * present bit. Against present -> none -> present it is as good as low, high, low; what
 * it misses is none -> present -> none, which interrupts that are off do not hold back.
 */
#include "litmus/legs/legs.h"

static __always_inline pte_t high_low_high(const pte_t *ptep, struct pace *pace)
{
    for (;;) {
        uint32_t high = READ_ONCE(ptep->pte_high);
        smp_rmb();
        pace_pause(pace);
        uint32_t low = READ_ONCE(ptep->pte_low);
        smp_rmb();
        pace_pause(pace);
        if (likely(high == READ_ONCE(ptep->pte_high)))
            return (pte_t){ { low, high } };
        if (pace)
            pace->retries++;
    }
}

static pte_t plain_high_low_high(const pte_t *ptep)
{
    return high_low_high(ptep, NULL);
}

static pte_t paced_high_low_high(const pte_t *ptep, struct pace *pace)
{
    return high_low_high(ptep, pace);
}

const struct reader reader_high_low_high = { "high_low_high", plain_high_low_high,
                                             paced_high_low_high };

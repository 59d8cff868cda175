/*
 * The entry with a count: KVM's answer to a flush that may be pending. Its 32-bit
 * __get_spte_lockless() (arch/x86/kvm/mmu/mmu.c) reads, around low, high and low again, a
 * count that every change from present to not present increments
 * (__update_clear_spte_fast() and count_spte_clear()). A present entry becomes another
 * present one only by way of not present, so an unchanged count means one entry. No
 * premise about flushes is left.
 *
 *   clear   low = 0; wmb; high = 0; wmb; count++
 *   read    count; rmb; low; rmb; high; rmb; low and count again, over if either changed
 */
#include "litmus/variants/variants.h"

static __always_inline void clear_counted(pte_t *ptep, const struct pace *pace)
{
    uint32_t *count = clear_count(ptep);

    clear_steps(&ptep->words, pace);
    smp_wmb();
    pace_pause(pace);
    /* Writers exclude each other, so no other CPU changes it. */
    WRITE_ONCE(*count, *count + 1);
}

static __always_inline pte_t get_counted(const pte_t *ptep, struct pace *pace)
{
    const uint32_t *counted = clear_count(ptep);

    for (;;) {
        uint32_t count = READ_ONCE(*counted);
        smp_rmb();
        pace_pause(pace);
        uint32_t low = READ_ONCE(ptep->pte_low);
        smp_rmb();
        pace_pause(pace);
        uint32_t high = READ_ONCE(ptep->pte_high);
        smp_rmb();
        pace_pause(pace);
        if (likely(low == READ_ONCE(ptep->pte_low) && count == READ_ONCE(*counted)))
            return (pte_t){ { low, high } };
        if (pace)
            pace->retries++;
    }
}

READER_TWINS(get_counted)
CLEAR_TWINS(clear_counted)

const struct reader reader_counted = { "get_counted", plain_get_counted,
                                       paced_get_counted };
const struct store store_clear_counted = { "clear_counted", plain_clear_counted,
                                           paced_clear_counted };

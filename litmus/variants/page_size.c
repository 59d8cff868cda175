#include "litmus/variants/page_size.h"

table_reach *sizer_reach;

static __always_inline const void *reach(const struct mm_struct *mm, uint64_t physical)
{
    return sizer_reach(mm, physical);
}

static uint32_t lockless(const struct mm_struct *mm, uintptr_t address)
{
    return pgtable_size_steps(mm, address, reach, NULL);
}

static uint32_t lockless_paced(const struct mm_struct *mm, uintptr_t address,
                               struct pace *pace)
{
    return pgtable_size_steps(mm, address, reach, pace);
}

/* Linux before 1180e732c985. */
static __always_inline uint32_t one_look(const struct mm_struct *mm, uintptr_t address,
                                         struct pace *pace)
{
    const pgd_t *top = &mm->pgd[pgd_index(address)];
    const pmd_t *directory = sizer_reach(mm, top->pgd & PTE_FRAME_MASK);
    const pmd_t *pmdp = &directory[pmd_index(address)];
    pmd_t pmd = { .pmd_low = READ_ONCE(pmdp->pmd_low) };

    smp_rmb();
    pace_pause(pace);
    pmd.pmd_high = READ_ONCE(pmdp->pmd_high);
    if (!pmd_present(pmd))
        return 0;
    if (pmd_leaf(pmd))
        return PMD_SIZE;
    const pte_t *table = sizer_reach(mm, pmd_physical(pmd));
    return READ_ONCE(table[pte_index(address)].pte_low) & PTE_P ? PAGE_SIZE : 0;
}

static uint32_t one_look_plain(const struct mm_struct *mm, uintptr_t address)
{
    return one_look(mm, address, NULL);
}

static uint32_t one_look_paced(const struct mm_struct *mm, uintptr_t address,
                               struct pace *pace)
{
    return one_look(mm, address, pace);
}

const struct sizer sizer_lockless = { "perf_get_pgtable_size", lockless, lockless_paced };
const struct sizer sizer_one_look = { "one look", one_look_plain, one_look_paced };

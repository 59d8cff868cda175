/*
 * The steps of mm/page_size.h. mm/page_size.c builds the kernel's function from them; the
 * trials build a second one, with a pace and for tables that no CR3 points to.
 */
#pragma once

#include "mm/mm_types.h"
#include "mm/pgtable_steps.h"

/* Returns the virtual address of the table at a physical address. Linux:
 * pte_offset_map(), which maps a table in high memory. */
typedef const void *table_reach(const struct mm_struct *mm, uint64_t physical);

static __always_inline uint32_t pgtable_size_steps(const struct mm_struct *mm,
                                                   uintptr_t address, table_reach *reach,
                                                   struct pace *pace)
{
    pgd_t top = { .words = get_lockless_steps(&mm->pgd[pgd_index(address)].words, NULL) };
    if (!(top.pgd_low & PTE_P))
        return 0;
    const pmd_t *directory = reach(mm, top.pgd & PTE_FRAME_MASK);
    pmd_t pmd = { .words =
                      get_lockless_steps(&directory[pmd_index(address)].words, pace) };
    if (!pmd_present(pmd))
        return 0;
    if (pmd_leaf(pmd))
        return PMD_SIZE;
    const pte_t *table = reach(mm, pmd_physical(pmd));
    pte_t pte = { .words = get_lockless_steps(&table[pte_index(address)].words, pace) };
    return pte_present(pte) ? PAGE_SIZE : 0;
}

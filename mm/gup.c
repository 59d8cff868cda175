#include "mm/gup.h"

#include "arch/instructions.h"
#include "lib/panic.h"
#include "mm/frames.h"
#include "mm/pgtable.h"
#include "mm/pgtable_steps.h"

static void assert_irqs_off(const void *caller)
{
    if (!irqs_disabled())
        panic("lockless walk with interrupts on: a shootdown would not wait for it "
              "(called from 0x%x)", (unsigned)(uintptr_t)caller);
}

static const void *table_at(uint64_t physical)
{
    if (physical == 0 || physical >= LOW_MEMORY_END)
        panic("page table at 0x%llx: not in low memory", (unsigned long long)physical);
    return (const void *)(uintptr_t)physical;
}

bool gup_walk(const pgd_t *pgd, uintptr_t address, struct gup_walk *walk)
{
    assert_irqs_off(__builtin_return_address(0));

    pgd_t top = { .words = get_lockless_steps(&pgd[pgd_index(address)].words, NULL) };
    if (!(top.pgd_low & PTE_P))
        return false;
    const pmd_t *directory = table_at(top.pgd & PTE_FRAME_MASK);
    pmd_t pmd = pmdp_get_lockless(&directory[pmd_index(address)]);
    if (!pmd_present(pmd))
        return false;
    if (pmd_leaf(pmd)) {
        walk->shift = PMD_SHIFT;
        walk->leaf.pte = pmd.pmd;
        walk->physical = (pmd_physical(pmd) & ~(uint64_t)(PMD_SIZE - 1)) |
                         (address & (PMD_SIZE - 1));
        return true;
    }
    const pte_t *table = table_at(pmd_physical(pmd));
    walk->leaf = ptep_get_lockless(&table[pte_index(address)]);
    if (!pte_present(walk->leaf))
        return false;
    walk->shift = PAGE_SHIFT;
    walk->physical = pte_physical(walk->leaf) | (address & (PAGE_SIZE - 1));
    return true;
}

/*
 * The steps of the walk in mm/gup.h. mm/gup.c builds the kernel's functions from them,
 * without a pace; the trials build a second set with one (mm/pgtable_steps.h does the
 * same for single entries). The callers make sure that interrupts are off.
 */
#pragma once

#include "lib/panic.h"
#include "mm/frames.h"
#include "mm/gup.h"
#include "mm/pgtable_steps.h"

/* The entries of a walk, and the values it read. */
struct gup_path {
    const pmd_t *pmdp;
    pmd_t pmd;
    const pte_t *ptep; /* NULL: the PMD is a 2 MiB page */
    pte_t pte;
};

static __always_inline bool same_words_of(struct entry_words a, struct entry_words b)
{
    return a.low == b.low && a.high == b.high;
}

static __always_inline const void *gup_table_at(const struct mm_struct *mm,
                                                uint64_t physical)
{
    if (unlikely(physical == 0 || physical >= LOW_MEMORY_END))
        panic("page table at 0x%llx: not in low memory", (unsigned long long)physical);
    return (const void *)(mm->page_offset + (uintptr_t)physical);
}

/* False if some level is not present. */
static __always_inline bool gup_find_steps(const struct mm_struct *mm, uintptr_t address,
                                           struct gup_path *path, struct pace *pace)
{
    pgd_t top = { .words = get_lockless_steps(&mm->pgd[pgd_index(address)].words, NULL) };
    if (unlikely(!(top.pgd_low & PTE_P)))
        return false;
    const pmd_t *directory = gup_table_at(mm, top.pgd & PTE_FRAME_MASK);
    path->pmdp = &directory[pmd_index(address)];
    path->pmd.words = get_lockless_steps(&path->pmdp->words, pace);
    path->ptep = NULL;
    if (!pmd_present(path->pmd))
        return false;
    if (pmd_leaf(path->pmd))
        return true;
    pace_pause(pace);
    const pte_t *table = gup_table_at(mm, pmd_physical(path->pmd));
    path->ptep = &table[pte_index(address)];
    path->pte.words = get_lockless_steps(&path->ptep->words, pace);
    return pte_present(path->pte);
}

static __always_inline void gup_result(const struct gup_path *path, uintptr_t address,
                                       struct gup_walk *walk)
{
    if (path->ptep) {
        walk->shift = PAGE_SHIFT;
        walk->leaf = path->pte;
        walk->physical = pte_physical(path->pte) | (address & (PAGE_SIZE - 1));
        return;
    }
    walk->shift = PMD_SHIFT;
    walk->leaf.pte = path->pmd.pmd;
    walk->physical = (pmd_physical(path->pmd) & ~(uint64_t)(PMD_SIZE - 1)) |
                     (address & (PMD_SIZE - 1));
}

static __always_inline bool gup_walk_steps(const struct mm_struct *mm, uintptr_t address,
                                           struct gup_walk *walk, struct pace *pace)
{
    struct gup_path path;

    if (!gup_find_steps(mm, address, &path, pace))
        return false;
    gup_result(&path, address, walk);
    return true;
}

/* True if the PMD, and the PTE if there is one, still have the values read. Linux
 * compares whole entries here as well: gup_fast_pte_range(), gup_fast_pmd_leaf(). */
static __always_inline bool gup_pmd_unchanged(const struct gup_path *path,
                                              struct pace *pace)
{
    return same_words_of(path->pmd.words, get_lockless_steps(&path->pmdp->words, pace));
}

static __always_inline bool gup_pte_unchanged(const struct gup_path *path,
                                              struct pace *pace)
{
    return !path->ptep ||
           same_words_of(path->pte.words, get_lockless_steps(&path->ptep->words, pace));
}

static __always_inline enum gup_end gup_fast_steps(const struct mm_struct *mm,
                                                   uintptr_t address,
                                                   struct gup_walk *walk,
                                                   struct pace *pace)
{
    struct gup_path path;

    if (!gup_find_steps(mm, address, &path, pace))
        return GUP_ABSENT;
    gup_result(&path, address, walk);
    pace_pause(pace);
    if (!try_get_page(mm->refs, gup_frame(walk)))
        return GUP_REFUSED;
    pace_pause(pace);
    if (unlikely(!gup_pmd_unchanged(&path, pace) || !gup_pte_unchanged(&path, pace))) {
        put_page(mm->refs, gup_frame(walk));
        return GUP_CHANGED;
    }
    return GUP_PINNED;
}

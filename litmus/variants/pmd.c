/*
 * The same protocol one level up: a directory's entry names a page table, nothing, or a 2
 * MiB page. The kernel's functions for it; the broken one is in
 * litmus/variants/compiled.c.
 */
#include "litmus/variants/variants.h"

#include "mm/pgtable.h"

static pte_t plain_lockless(const pte_t *ptep)
{
    return (pte_t){ .pte = pmdp_get_lockless((const pmd_t *)ptep).pmd };
}

static pte_t paced_lockless(const pte_t *ptep, struct pace *pace)
{
    return (pte_t){ .words = get_lockless_steps(&ptep->words, pace) };
}

static void plain_set(pte_t *ptep, pte_t pte)
{
    set_pmd((pmd_t *)ptep, (pmd_t){ .words = pte.words });
}

static void paced_set(pte_t *ptep, pte_t pte, const struct pace *pace)
{
    set_steps(&ptep->words, pte.words, pace);
}

static void plain_clear(pte_t *ptep, pte_t unused)
{
    (void)unused;
    pmd_clear((pmd_t *)ptep);
}

static void paced_clear(pte_t *ptep, pte_t unused, const struct pace *pace)
{
    (void)unused;
    clear_steps(&ptep->words, pace);
}

const struct reader reader_pmd_lockless = { "pmdp_get_lockless", plain_lockless,
                                            paced_lockless };
const struct reader reader_pmd_u64 = { "*(volatile u64 *)pmdp", read_pmd_u64, NULL };
const struct store store_set_pmd = { "set_pmd", plain_set, paced_set };
const struct store store_pmd_clear = { "pmd_clear", plain_clear, paced_clear };

#include "mm/pgtable.h"

#include "mm/pgtable_steps.h"

void set_pte(pte_t *ptep, pte_t pte)
{
    set_steps(&ptep->words, pte.words, NULL);
}

void set_pte_atomic(pte_t *ptep, pte_t pte)
{
    set_atomic_steps(&ptep->words, pte.words);
}

void pte_clear(pte_t *ptep)
{
    clear_steps(&ptep->words, NULL);
}

pte_t ptep_get_and_clear(pte_t *ptep)
{
    struct entry_words old = get_and_clear_steps(&ptep->words, NULL);
    return (pte_t){ { old.low, old.high } };
}

pte_t ptep_get_lockless(const pte_t *ptep)
{
    struct entry_words value = get_lockless_steps(&ptep->words, NULL);
    return (pte_t){ { value.low, value.high } };
}

void set_pmd(pmd_t *pmdp, pmd_t pmd)
{
    set_steps(&pmdp->words, pmd.words, NULL);
}

void set_pmd_atomic(pmd_t *pmdp, pmd_t pmd)
{
    set_atomic_steps(&pmdp->words, pmd.words);
}

void pmd_clear(pmd_t *pmdp)
{
    clear_steps(&pmdp->words, NULL);
}

pmd_t pmdp_get_and_clear(pmd_t *pmdp)
{
    return (pmd_t){ .words = get_and_clear_steps(&pmdp->words, NULL) };
}

pmd_t pmdp_get_lockless(const pmd_t *pmdp)
{
    return (pmd_t){ .words = get_lockless_steps(&pmdp->words, NULL) };
}

/* The kernel's variants: the functions of mm/, and their steps with a pace. */
#include "litmus/variants/variants.h"

#include "mm/pgtable.h"

static pte_t paced_lockless(const pte_t *ptep, struct pace *pace)
{
    return (pte_t){ .words = get_lockless_steps(&ptep->words, pace) };
}

/* For writers whose every store leaves a valid entry. It writes the value that it
 * read. */
static pte_t read_cmpxchg8b(const pte_t *ptep)
{
    return (pte_t){ .pte = load_cmpxchg8b((volatile uint64_t *)&((pte_t *)ptep)->pte) };
}

/* One access has no middle, so the pause comes before it and the sweep keeps its pace. */
static pte_t paced_cmpxchg8b(const pte_t *ptep, struct pace *pace)
{
    pace_pause(pace);
    return read_cmpxchg8b(ptep);
}

static void paced_set(pte_t *ptep, pte_t pte, const struct pace *pace)
{
    set_steps(&ptep->words, pte.words, pace);
}

static void paced_set_atomic(pte_t *ptep, pte_t pte, const struct pace *pace)
{
    pace_pause(pace);
    set_atomic_steps(&ptep->words, pte.words);
}

static void plain_clear(pte_t *ptep, pte_t unused)
{
    (void)unused;
    pte_clear(ptep);
}

static void paced_clear(pte_t *ptep, pte_t unused, const struct pace *pace)
{
    (void)unused;
    clear_steps(&ptep->words, pace);
}

static void plain_get_and_clear(pte_t *ptep, pte_t unused)
{
    (void)unused;
    ptep_get_and_clear(ptep);
}

static void paced_get_and_clear(pte_t *ptep, pte_t unused, const struct pace *pace)
{
    (void)unused;
    get_and_clear_steps(&ptep->words, pace);
}

const struct reader reader_lockless = { "ptep_get_lockless", ptep_get_lockless,
                                        paced_lockless };
const struct reader reader_cmpxchg8b = { "cmpxchg8b", read_cmpxchg8b, paced_cmpxchg8b };

const struct store store_set = { "set_pte", set_pte, paced_set };
const struct store store_set_atomic = { "set_pte_atomic", set_pte_atomic,
                                        paced_set_atomic };
const struct store store_clear = { "pte_clear", plain_clear, paced_clear };
const struct store store_get_and_clear = { "ptep_get_and_clear", plain_get_and_clear,
                                           paced_get_and_clear };

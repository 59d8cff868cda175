/*
 * Variants of a trial at the level of one entry: how it is read, how it is stored, and
 * the writers' programs. A trial picks a reader and a program; all parts but the mutant
 * of a control are the kernel's own functions from mm/.
 *
 * Each reader and store has two forms: `plain`, the function itself, and `paced`, the
 * same steps with delays between the accesses. The plain form runs if a setting has no
 * delay. A reader whose loads the compiler placed has no paced form; it is slowed down
 * from outside (litmus/stress/stepped.h).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "mm/pgtable_steps.h"
#include "mm/pte.h"

struct act;

struct reader {
    const char *name;
    pte_t (*plain)(const pte_t *ptep);
    pte_t (*paced)(const pte_t *ptep, struct pace *pace); /* or NULL */
};

struct store {
    const char *name;
    /* A store that clears ignores `pte`. */
    void (*plain)(pte_t *ptep, pte_t pte);
    void (*paced)(pte_t *ptep, pte_t pte, const struct pace *pace);
};

/*
 * For the reader `counted`: each entry has a count of its changes from present to not
 * present. The counts of a table lie behind it, in the same order, so such a table takes
 * two pages. KVM has one count for a whole table.
 */
static inline uint32_t *clear_count(const pte_t *ptep)
{
    return &((pte_t *)ptep)[PTRS_PER_PTE].pte_low;
}

/*
 * Defines plain_NAME and paced_NAME for struct reader, from one function with the steps:
 * pte_t NAME(const pte_t *ptep, struct pace *pace), always inlined. Without a pace the
 * compiler removes it completely.
 */
#define READER_TWINS(name)                                                               \
    static pte_t plain_##name(const pte_t *ptep)                                         \
    {                                                                                    \
        return name(ptep, NULL);                                                         \
    }                                                                                    \
    static pte_t paced_##name(const pte_t *ptep, struct pace *pace)                      \
    {                                                                                    \
        return name(ptep, pace);                                                         \
    }
/* The same for a store that clears: void NAME(pte_t *ptep, const struct pace *pace). */
#define CLEAR_TWINS(name)                                                                \
    static void plain_##name(pte_t *ptep, pte_t unused)                                  \
    {                                                                                    \
        (void)unused;                                                                    \
        name(ptep, NULL);                                                                \
    }                                                                                    \
    static void paced_##name(pte_t *ptep, pte_t unused, const struct pace *pace)         \
    {                                                                                    \
        (void)unused;                                                                    \
        name(ptep, pace);                                                                \
    }

/* The kernel's (litmus/variants/kernel.c). */
extern const struct reader reader_lockless, reader_cmpxchg8b;
extern const struct store store_set, store_set_atomic, store_clear, store_get_and_clear;
/* The same for a directory's entry (litmus/variants/pmd.c), and a mutant. */
extern const struct reader reader_pmd_lockless, reader_pmd_u64;
extern const struct store store_set_pmd, store_pmd_clear;
/* Other correct variants (litmus/variants/counted.c, litmus/variants/wide.c). */
extern const struct reader reader_counted, reader_movq, reader_fild;
extern const struct store store_clear_counted;
/* Mutants (litmus/variants/broken.c, litmus/variants/compiled.c). */
pte_t read_u64(const pte_t *ptep);
pte_t read_no_barrier(const pte_t *ptep);
pte_t read_pmd_u64(const pte_t *ptep);
extern const struct reader reader_no_recheck, reader_high_low_low, reader_u64,
    reader_no_barrier, reader_high_low_high;
extern const struct store store_set_low_first, store_clear_high_first;

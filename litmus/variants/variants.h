/*
 * The movable parts of a trial at the level of one entry: how it is read, how it is
 * stored, and what a writer does in which order. A trial picks a reader and a program;
 * every part but one is the kernel's own function from mm/, and the odd one is the leg
 * that a control lacks.
 *
 * Each reader and store comes twice: `plain`, the function itself, and `paced`, the same
 * steps with delays between the accesses. The plain one runs where a setting asks for no
 * delay. A reader whose loads the compiler placed has no paced twin: it is slowed down
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
 * For the reader `counted`: each entry has a count of the times it went from present to
 * not present. The counts of a table stand behind it, at the same places, so that memory
 * for such a table is two pages. KVM has one count for a whole table.
 */
static inline uint32_t *clear_count(const pte_t *ptep)
{
    return &((pte_t *)ptep)[PTRS_PER_PTE].pte_low;
}

/*
 * Defines plain_NAME and paced_NAME, for struct reader, by a function that has the steps
 * once: pte_t NAME(const pte_t *ptep, struct pace *pace), always inlined. Without a pace the
 * compiler leaves no trace of it.
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

/* The kernel's own (litmus/variants/kernel.c). */
extern const struct reader reader_lockless, reader_cmpxchg8b;
extern const struct store store_set, store_set_atomic, store_clear, store_get_and_clear;
/* The same for a directory's entry (litmus/variants/pmd.c), and one that is broken. */
extern const struct reader reader_pmd_lockless, reader_pmd_u64;
extern const struct store store_set_pmd, store_pmd_clear;
/* Other ways that hold (litmus/variants/counted.c, litmus/variants/wide.c). */
extern const struct reader reader_counted, reader_movq, reader_fild;
extern const struct store store_clear_counted;
/* The broken ones (litmus/variants/broken.c); some are as compiled (litmus/variants/compiled.c). */
pte_t read_u64(const pte_t *ptep);
pte_t read_no_barrier(const pte_t *ptep);
pte_t read_pmd_u64(const pte_t *ptep);
extern const struct reader reader_no_recheck, reader_high_low_low, reader_u64,
    reader_no_barrier, reader_high_low_high;
extern const struct store store_set_low_first, store_clear_high_first;

/*
 * Mutants made by the compiler for i386: the question is which loads it makes, in which
 * order. They have a file of their own because a 64-bit compiler would read both words by
 * one load; native/variants64.S replaces them with the same two loads.
 */
#include "litmus/variants/variants.h"

/* A plain 64-bit access on i386: two loads in the compiler's order (gcc 12 loads the high
 * word first), and no recheck. Kernels shipped it more than once: CVE-2012-2373. */
pte_t read_u64(const pte_t *ptep)
{
    return (pte_t){ .pte = *(const volatile uint64_t *)&ptep->pte };
}

/* ptep_get_lockless() without its compiler barriers. The compiler may load low once, and
 * does: the recheck then compares a register with itself and disappears. */
pte_t read_no_barrier(const pte_t *ptep)
{
    uint32_t low, high;
    do {
        low = ptep->pte_low;
        high = ptep->pte_high;
    } while (low != ptep->pte_low);
    return (pte_t){ { low, high } };
}

/* CVE-2012-2373: pmd_none_or_trans_huge_or_clear_bad() read the PMD as one 64-bit object:
 * on i386 two loads, in the order that the compiler chose, without a second look (Linux
 * commit 26c191788f18 "mm: pmd_read_atomic: fix 32bit PAE pmd walk vs pmd_populate SMP
 * race condition"; v6.2 fixed GUP: 1180e732c985). */
pte_t read_pmd_u64(const pte_t *ptep)
{
    return (pte_t){ .pte = *(const volatile uint64_t *)&((const pmd_t *)ptep)->pmd };
}

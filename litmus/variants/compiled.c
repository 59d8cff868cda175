/*
 * Broken legs that are what a compiler makes of them, for i386: which loads there are, and
 * in which order, is the question. A file of their own, so that 64-bit code, whose
 * compiler would take both words in one load, can have the same two loads
 * (native/legs64.S).
 */
#include "litmus/variants/variants.h"

/* What a plain 64-bit access becomes on i386: two loads, in the compiler's order (gcc 12 loads
 * the high word first), and no recheck. Shipped more than once: CVE-2012-2373. */
pte_t read_u64(const pte_t *ptep)
{
    return (pte_t){ .pte = *(const volatile uint64_t *)&ptep->pte };
}

/* ptep_get_lockless() as written by someone who forgot the barriers: the compiler may load low
 * once and does, so that the recheck compares a register with itself and disappears
 * (tests/build/check_disassembly looks). */
pte_t read_no_barrier(const pte_t *ptep)
{
    uint32_t low, high;
    do {
        low = ptep->pte_low;
        high = ptep->pte_high;
    } while (low != ptep->pte_low);
    return (pte_t){ { low, high } };
}

/* CVE-2012-2373: pmd_none_or_trans_huge_or_clear_bad() read the PMD as one 64-bit object,
 * which on i386 is two loads, in whichever order the compiler likes, and no second look
 * (Linux commit 26c191788f18 "mm: pmd_read_atomic: fix 32bit PAE pmd walk vs pmd_populate
 * SMP race condition"; v6.2 did it for GUP: 1180e732c985). */
pte_t read_pmd_u64(const pte_t *ptep)
{
    return (pte_t){ .pte = *(const volatile uint64_t *)&((const pmd_t *)ptep)->pmd };
}

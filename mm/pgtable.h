/*
 * How an entry is changed and read: the protocol that lohilo tests. Linux's names and
 * orders (arch/x86/include/asm/pgtable-3level.h; ptep_get_lockless() in
 * include/linux/pgtable.h, from commit 2a4a06da8a4b "mm/gup: Provide gup_get_pte() more
 * generic").
 *
 *   set    not present -> present:   high = h; wmb; low = l
 *   clear  present -> not present:   low = 0; wmb; high = 0
 *   read                             low; rmb; high; rmb; low again, retry if it changed
 *
 * The premise: a present entry never becomes a different present entry without a TLB
 * flush in between that the reader's interrupts-off section holds off. Then a read that
 * returns P set returns two words that were stored together. The other bits of a read
 * that returns P clear may be torn, and must not be used.
 *
 * Writers of one table exclude each other by its lock; readers take none. The same
 * functions build lohilo's own page tables and are judged by the trials. Their steps are
 * in mm/pgtable_steps.h.
 */
#pragma once

#include "mm/pte.h"

/* Stores an entry over a non-present one (a swap-style entry with P clear counts as
 * such). */
void set_pte(pte_t *ptep, pte_t pte);
/* Stores an entry in one access: allowed over a present one, if a flush follows before
 * the next change. */
void set_pte_atomic(pte_t *ptep, pte_t pte);
/* Makes the entry not present. */
void pte_clear(pte_t *ptep);
/* The same, and returns the old entry, with the CPU's accessed and dirty bits. */
pte_t ptep_get_and_clear(pte_t *ptep);
/* Reads without a lock. Interrupts must be off from before this call until the last use
 * of the result; mm/gup.h asserts it for its walks. */
pte_t ptep_get_lockless(const pte_t *ptep);

/* The same for a page-directory entry: a table or a 2 MiB page. */
void set_pmd(pmd_t *pmdp, pmd_t pmd);
void set_pmd_atomic(pmd_t *pmdp, pmd_t pmd);
void pmd_clear(pmd_t *pmdp);
pmd_t pmdp_get_and_clear(pmd_t *pmdp);
pmd_t pmdp_get_lockless(const pmd_t *pmdp);

/*
 * How an entry is changed and read: the protocol that lohilo is about. Linux's names and
 * orders (arch/x86/include/asm/pgtable-3level.h; ptep_get_lockless() in
 * include/linux/pgtable.h, from commit 2a4a06da8a4b "mm/gup: Provide gup_get_pte() more
 * generic").
 *
 *   set    not present -> present:   high = h; wmb; low = l
 *   clear  present -> not present:   low = 0; wmb; high = 0
 *   read                             low; rmb; high; rmb; low again, over if it changed
 *
 * The premise: a present entry never becomes a different present entry without a TLB flush in
 * between that the reader's interrupts-off section holds off. Then a read that returns P set
 * returns two words that were stored together. One that returns P clear may be rubbish, and
 * nobody may use it.
 *
 * Writers of one table exclude each other by its lock; readers take none. These are the
 * functions that build and change lohilo's own page tables, and the very ones that the trials
 * judge. Their steps are in mm/pgtable_steps.h.
 */
#pragma once

#include "mm/pte.h"

/* Stores an entry where none is present (a swap-style entry, P clear, counts as none). */
void set_pte(pte_t *ptep, pte_t pte);
/* Stores an entry in one piece: allowed over a present one, if a flush follows before the
 * next change. */
void set_pte_atomic(pte_t *ptep, pte_t pte);
/* Makes it not present. */
void pte_clear(pte_t *ptep);
/* The same, and returns what the entry was, accessed and dirty bits of the CPU included. */
pte_t ptep_get_and_clear(pte_t *ptep);
/* Reads without a lock. Interrupts must be off from before this call until the last use of
 * what it returned; mm/gup.h asserts it for its walks. */
pte_t ptep_get_lockless(const pte_t *ptep);

/* The same for an entry of a page directory, table or 2 MiB page. */
void set_pmd(pmd_t *pmdp, pmd_t pmd);
void set_pmd_atomic(pmd_t *pmdp, pmd_t pmd);
void pmd_clear(pmd_t *pmdp);
pmd_t pmdp_get_and_clear(pmd_t *pmdp);
pmd_t pmdp_get_lockless(const pmd_t *pmdp);

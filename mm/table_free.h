/*
 * Removing a page table: when may its frame be reused? The hardware, or a lockless walker
 * (mm/gup.h) on any CPU, may have read the directory's entry before it was cleared, and
 * may still read the table. The order:
 *
 *   directory's entry cleared, low word first
 *   -> TLB flushed on the CPUs that use the address space (paging-structure caches,
 *      SDM vol. 3, 4.10.3)
 *   -> interrupt taken by *every* CPU: one with interrupts off may be walking
 *   -> only now is the table free
 *
 * Linux: tlb_remove_table_sync_one() and tlb_remove_table_one() in mm/mmu_gather.c. The
 * shootdown alone is not enough: its targets are the CPUs that run the address space
 * (mm_cpumask), and other CPUs may walk the table. CVE-2025-38085: huge_pmd_unshare()
 * gave a table to another process without waiting for walkers on its CPUs; fixed by this
 * call in 1013af4f585f "mm/hugetlb: fix huge_pmd_unshare() vs GUP-fast race".
 */
#pragma once

/*
 * Returns when every online CPU has taken an interrupt since the call: earlier walks are
 * over, and later ones see what was stored before the call. Interrupts must be on
 * (mm/tlb.h). Limits and panics are those of a shootdown.
 */
void tlb_remove_table_sync_one(void);

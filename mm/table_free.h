/*
 * Taking a page table away: when may its frame be used for something else? The hardware
 * may have read the directory's entry before it was cleared, and so may a lockless walker
 * (mm/gup.h) on any CPU, which is then about to read in the table. The order:
 *
 *   directory's entry cleared, low word first
 *   -> TLB flushed on the CPUs that use the address space (paging-structure caches,
 *      SDM vol. 3, 4.10.3)
 *   -> interrupt taken by *every* CPU: one with interrupts off may be walking
 *   -> only now is the table free
 *
 * Linux: tlb_remove_table_sync_one() and tlb_remove_table_one() in mm/mmu_gather.c. The
 * shootdown alone does not do: its targets are the CPUs that run the address space
 * (mm_cpumask), and a table can be in use by others. CVE-2025-38085: huge_pmd_unshare()
 * let another process have a table without waiting for walkers on its CPUs; mended by
 * this very call in 1013af4f585f "mm/hugetlb: fix huge_pmd_unshare() vs GUP-fast race".
 */
#pragma once

/*
 * Returns when every online CPU has taken an interrupt since the call: walks that began
 * before are over. Walks that begin later find what was stored before the call.
 * Interrupts must be on (mm/tlb.h). Limits and panics are those of a shootdown.
 */
void tlb_remove_table_sync_one(void);

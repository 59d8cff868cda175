/*
 * TLB shootdown: makes other CPUs drop translations, by inter-processor interrupt, and
 * waits for each. A reader that keeps interrupts off holds it back: that is the premise
 * of the lockless walk (mm/pgtable.h). Linux: flush_tlb_others() and its callers.
 *
 * The order (SDM vol. 3, 4.10.5, and CVE-2016-2069 for the first barrier):
 *   entry stored -> full barrier -> set of CPUs read -> IPI
 *   -> there: INVLPG or CR3 -> ack -> here: all acks seen
 *   -> only now may the entry, frame or table be used again.
 *
 * Asserts that interrupts are on: with interrupts off two initiators would wait for each
 * other for ever.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/cpumask.h"
#include "arch/cpu/instructions.h"
#include "arch/time/timeouts.h"
#include "lib/compiler.h"

/* Up to this many pages are invalidated one by one; beyond, the whole TLB is flushed
 * (Linux tlb_single_page_flush_ceiling, arch/x86/mm/tlb.c). */
enum { TLB_SINGLE_PAGE_CEILING = 33 };

/* A range of whole pages (multiples of PAGE_SIZE), end exclusive; or TLB_EVERYTHING. */
struct tlb_range {
    uintptr_t start, end;
};
#define TLB_EVERYTHING ((struct tlb_range){ 0, ~(uintptr_t)0 })

/*
 * A flusher has changed an entry and reads the set of CPUs that use the tables (Linux:
 * mm_cpumask()); a joiner adds itself to the set before it reads an entry. At least one
 * sees the other's store, because each has a full barrier between its store and its load:
 *
 *   flusher   store entry; full barrier; read set      tlb_targets()
 *   joiner    set own bit, LOCKed; read entry          tlb_join()
 *
 * So a CPU that is not in the set reads the new entry, and one that reads the old entry
 * gets the interrupt. Without the flusher's barrier its store may still wait in its store
 * buffer when it reads the set (SDM vol. 3, 9.2.3.4), and the joiner is skipped with an
 * entry that is gone: CVE-2016-2069, Linux 71b3c126e611 "x86/mm: Add barriers and
 * document switch_mm()-vs-flush synchronization".
 *
 * Inline, so that the trial of this order (litmus/stress/workload_join.c) has it without
 * a call.
 */
static __always_inline struct cpumask tlb_targets(const struct cpumask *users)
{
    struct cpumask targets;
    smp_mb();
    for (unsigned w = 0; w < CPUMASK_WORDS; w++)
        targets.word[w] = READ_ONCE(users->word[w]);
    return targets;
}

/* From here on shootdowns for the set reach the calling CPU, and only from here on may it
 * read entries. It must itself drop older translations from its TLB: by the MOV CR3 that
 * enters the tables, or by flush_tlb_local(). */
static inline void tlb_join(struct cpumask *users)
{
    cpumask_set(users, cpu_index());
}

/* The reverse. The tables' translations must be gone from its TLB, or never be used
 * again. */
static inline void tlb_leave(struct cpumask *users)
{
    cpumask_clear(users, cpu_index());
}

/* Installs the interrupt handler (once). `pge`: full flushes must reach global
 * entries. */
void tlb_init(bool pge);

/* Flushes a range, one page, or everything on the CPUs of `cpus` that are online,
 * including the calling CPU if it is a member. Returns when all have acknowledged. A CPU
 * that has not done so after TLB_LIMIT_US (scaled: arch/time/timeout_scale.h) is given up
 * (arch/smp/cpu_failure.h): a halted CPU uses no translation. */
void flush_tlb_range(const struct cpumask *cpus, uintptr_t start, uintptr_t end);
void flush_tlb_page(const struct cpumask *cpus, uintptr_t address);
void flush_tlb_all(const struct cpumask *cpus);

/* The two halves of the above, for work between them that does not depend on the flush.
 * One flush at a time per CPU. */
void flush_tlb_begin(const struct cpumask *cpus, struct tlb_range range);
void flush_tlb_wait(void);

/* For a caller that must not wait: true if this CPU has no flush under way (any more). */
bool flush_tlb_done(void);

/* The calling CPU alone. */
void flush_tlb_local(struct tlb_range range);

/* Whether the calling CPU is inside a shootdown: as its initiator, from flush_tlb_begin()
 * to the end of the wait, or as a target that has taken the interrupt. For an NMI handler
 * that has interrupted it. */
bool tlb_shootdown_here(void);

/* Each CPU's counts since boot. */
struct tlb_counts {
    uint32_t flushes;    /* started here */
    uint32_t interrupts; /* IPIs sent */
    uint32_t waits;      /* flushes with acks missing at the first look */
    uint32_t served;     /* requests of others served here */
};
const struct tlb_counts *tlb_counts(unsigned cpu);

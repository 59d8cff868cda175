/*
 * What a TLB entry keeps of its leaf: the accessed and dirty bits and the rights. Of an
 * entry that is not present the TLB keeps nothing. Every CPU of a round has a page of its
 * own, so that one CPU's walk cannot hide another's.
 */
#include "litmus/probe/questions.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/exception_table.h"
#include "arch/cpu/traps.h"
#include "lib/compiler.h"
#include "litmus/probe/scratch.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

/* Some machines have more CPUs than there are pages: one group takes part in a round. */
static unsigned group;

static bool takes_part(const struct cpu_context *cpu_context)
{
    return cpu_context->number / SCRATCH_PAGES == group;
}

static void choose_group(const struct probe_run *run, unsigned round)
{
    group = round % ((run->cpu_contexts + SCRATCH_PAGES - 1) / SCRATCH_PAGES);
}

static unsigned page_of(const struct cpu_context *cpu_context)
{
    return cpu_context->number % SCRATCH_PAGES;
}

static uint32_t *word_of(const struct cpu_context *cpu_context)
{
    return (uint32_t *)scratch_address(page_of(cpu_context));
}

/* Calls work for each context of the group, all on this CPU. */
static void each_context(struct probe_run *run,
                         void (*work)(struct cpu_context *cpu_context))
{
    for (unsigned i = 0; i < run->cpu_contexts; i++)
        if (takes_part(&probe_contexts[i]))
            work(&probe_contexts[i]);
}

static pte_t *pte_of(const struct cpu_context *cpu_context)
{
    return scratch_pte(page_of(cpu_context));
}

static void map_without(struct cpu_context *cpu_context, uint64_t bits)
{
    pte_t pte = scratch_entry(0);
    pte.pte &= ~bits;
    set_pte(pte_of(cpu_context), pte);
}

static void map_clean(struct cpu_context *cpu_context)
{
    map_without(cpu_context, PTE_D);
}

static void map_readable(struct cpu_context *cpu_context)
{
    map_without(cpu_context, PTE_RW);
}

static void map_writable(struct cpu_context *cpu_context)
{
    map_without(cpu_context, 0);
}

static struct fault touch(struct cpu_context *cpu_context, bool write)
{
    uint32_t word = 0;
    return write ? try_write32(word_of(cpu_context), SCRATCH_TAG(0))
                 : try_read32(word_of(cpu_context), &word);
}

static void write_here(struct cpu_context *cpu_context)
{
    if (takes_part(cpu_context))
        touch(cpu_context, true);
}

static void read_here(struct cpu_context *cpu_context)
{
    if (takes_part(cpu_context))
        touch(cpu_context, false);
}

/* ---- flush-reached: A and D set again prove a new walk ---- */

enum { SET_AGAIN, NOT_SET };

#define ACCESSED_DIRTY ((uint32_t)(PTE_A | PTE_D))

static void clear_accessed(struct cpu_context *cpu_context)
{
    __atomic_fetch_and(&pte_of(cpu_context)->pte_low, ~ACCESSED_DIRTY, __ATOMIC_SEQ_CST);
}

static void look_at_accessed(struct cpu_context *cpu_context)
{
    uint32_t bits = READ_ONCE(pte_of(cpu_context)->pte_low) & ACCESSED_DIRTY;
    probe_count(cpu_context, bits == ACCESSED_DIRTY ? SET_AGAIN : NOT_SET);
}

/* Odd rounds flush the pages in use; even rounds flush all pages, too many for INVLPG one
 * by one (TLB_SINGLE_PAGE_CEILING). */
static unsigned pages_to_flush(const struct probe_run *run, unsigned round)
{
    _Static_assert(TLB_SINGLE_PAGE_CEILING + 1 <= SCRATCH_PAGES, "all at once");
    unsigned in_use = run->cpu_contexts - group * SCRATCH_PAGES;
    return round & 1 && in_use < SCRATCH_PAGES ? in_use : SCRATCH_PAGES;
}

void reached_ask(struct probe_run *run, unsigned round)
{
    choose_group(run, round);
    each_context(run, map_writable);
    probe_everywhere(run, write_here);
    each_context(run, clear_accessed);
    if (run->probe->variant == 0)
        flush_tlb_range(&cpu_online_mask, scratch_address(0),
                        scratch_address(pages_to_flush(run, round)));
    probe_everywhere(run, write_here); /* the control sends this interrupt too */
    each_context(run, look_at_accessed);
    scratch_unmap(SCRATCH_PAGES);
}

/* ---- no-flush-needed: not present -> present ---- */

enum { ABSENT_BEFORE, AT_ONCE, LATE };

static void expect_absent(struct cpu_context *cpu_context)
{
    if (takes_part(cpu_context) && touch(cpu_context, false).vector == TRAP_PAGE_FAULT)
        probe_count(cpu_context, ABSENT_BEFORE);
}

static void expect_present(struct cpu_context *cpu_context)
{
    if (takes_part(cpu_context))
        probe_count(cpu_context,
                    touch(cpu_context, false).vector == NO_FAULT ? AT_ONCE : LATE);
}

void no_flush_needed_ask(struct probe_run *run, unsigned round)
{
    choose_group(run, round);
    probe_everywhere(run, expect_absent);
    each_context(run, map_writable);
    probe_everywhere(run, expect_present);
    scratch_unmap(SCRATCH_PAGES);
}

/* ---- spurious: read-only -> writable ---- */

enum { REFUSED_BEFORE, NEVER_FAULTED, FAULTED_ONCE, FAULTED_AGAIN };

static void expect_refused(struct cpu_context *cpu_context)
{
    if (!takes_part(cpu_context))
        return;
    struct fault fault = touch(cpu_context, true);
    if (fault.vector == TRAP_PAGE_FAULT &&
        fault.error_code == (FAULT_PRESENT | FAULT_WRITE))
        probe_count(cpu_context, REFUSED_BEFORE);
    touch(cpu_context, false); /* the fault dropped the TLB entry: load it again */
}

static void allow_writing(struct cpu_context *cpu_context)
{
    __atomic_fetch_or(&pte_of(cpu_context)->pte_low, (uint32_t)PTE_RW, __ATOMIC_SEQ_CST);
}

static void write_at_most_twice(struct cpu_context *cpu_context)
{
    if (!takes_part(cpu_context))
        return;
    unsigned outcome = NEVER_FAULTED;
    if (touch(cpu_context, true).vector != NO_FAULT)
        outcome = touch(cpu_context, true).vector == NO_FAULT ? FAULTED_ONCE
                                                              : FAULTED_AGAIN;
    probe_count(cpu_context, outcome);
}

void spurious_ask(struct probe_run *run, unsigned round)
{
    choose_group(run, round);
    each_context(run, map_readable);
    probe_everywhere(run, expect_refused);
    each_context(run, allow_writing);
    probe_everywhere(run, write_at_most_twice);
    scratch_unmap(SCRATCH_PAGES);
}

/* ---- clean-to-dirty: the first write through a clean entry walks the tables ---- */

enum { STOPPED, WRITTEN };

static void take_away(struct cpu_context *cpu_context)
{
    ptep_get_and_clear(pte_of(cpu_context));
}

static void write_after(struct cpu_context *cpu_context)
{
    if (takes_part(cpu_context))
        probe_count(cpu_context,
                    touch(cpu_context, true).vector == NO_FAULT ? WRITTEN : STOPPED);
}

void clean_ask(struct probe_run *run, unsigned round)
{
    choose_group(run, round);
    each_context(run, map_clean);
    /* The control makes the entries dirty. */
    probe_everywhere(run, run->probe->variant == 0 ? read_here : write_here);
    each_context(run, take_away);
    probe_everywhere(run, write_after);
    scratch_unmap(SCRATCH_PAGES);
}

/*
 * What a TLB entry remembers of its leaf: accessed and dirty bits, rights, and that
 * nothing is remembered of an entry that was not present. Every CPU has a page of its own
 * in turn, so that each is seen for itself.
 */
#include "litmus/probe/questions.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/exception_table.h"
#include "arch/cpu/traps.h"
#include "lib/compiler.h"
#include "litmus/probe/scratch.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

/* There are more CPUs than pages on some machines: those of one group take part in a
 * round. */
static unsigned group;

static bool takes_part(const struct seat *seat)
{
    return seat->number / SCRATCH_PAGES == group;
}

static void choose_group(const struct probe_run *run, unsigned round)
{
    group = round % ((run->seats + SCRATCH_PAGES - 1) / SCRATCH_PAGES);
}

static unsigned page_of(const struct seat *seat)
{
    return seat->number % SCRATCH_PAGES;
}

static uint32_t *word_of(const struct seat *seat)
{
    return (uint32_t *)scratch_address(page_of(seat));
}

/* Calls for every seat of the group, here. */
static void each_seat(struct probe_run *run, void (*work)(struct seat *seat))
{
    for (unsigned i = 0; i < run->seats; i++)
        if (takes_part(&probe_seats[i]))
            work(&probe_seats[i]);
}

static pte_t *pte_of(const struct seat *seat)
{
    return scratch_pte(page_of(seat));
}

static void map_without(struct seat *seat, uint64_t bits)
{
    pte_t pte = scratch_entry(0);
    pte.pte &= ~bits;
    set_pte(pte_of(seat), pte);
}

static void map_clean(struct seat *seat)
{
    map_without(seat, PTE_D);
}

static void map_readable(struct seat *seat)
{
    map_without(seat, PTE_RW);
}

static void map_writable(struct seat *seat)
{
    map_without(seat, 0);
}

static struct fault touch(struct seat *seat, bool write)
{
    uint32_t word = 0;
    return write ? try_write32(word_of(seat), SCRATCH_TAG(0))
                 : try_read32(word_of(seat), &word);
}

static void write_here(struct seat *seat)
{
    if (takes_part(seat))
        touch(seat, true);
}

static void read_here(struct seat *seat)
{
    if (takes_part(seat))
        touch(seat, false);
}

/* ---- flush-reached: A and D set again prove that the entry was loaded anew ---- */

enum { SET_AGAIN, NOT_SET };

#define ACCESSED_DIRTY ((uint32_t)(PTE_A | PTE_D))

static void clear_accessed(struct seat *seat)
{
    __atomic_fetch_and(&pte_of(seat)->pte_low, ~ACCESSED_DIRTY, __ATOMIC_SEQ_CST);
}

static void look_at_accessed(struct seat *seat)
{
    uint32_t bits = READ_ONCE(pte_of(seat)->pte_low) & ACCESSED_DIRTY;
    probe_count(seat, bits == ACCESSED_DIRTY ? SET_AGAIN : NOT_SET);
}

/* In one round the pages in use, each by itself; in the next so many that all goes at once
 * (TLB_SINGLE_PAGE_CEILING). */
static unsigned pages_to_flush(const struct probe_run *run, unsigned round)
{
    _Static_assert(TLB_SINGLE_PAGE_CEILING + 1 <= SCRATCH_PAGES, "all at once");
    unsigned in_use = run->seats - group * SCRATCH_PAGES;
    return round & 1 && in_use < SCRATCH_PAGES ? in_use : SCRATCH_PAGES;
}

void reached_ask(struct probe_run *run, unsigned round)
{
    choose_group(run, round);
    each_seat(run, map_writable);
    probe_everywhere(run, write_here);
    each_seat(run, clear_accessed);
    if (run->probe->variant == 0)
        flush_tlb_range(&cpu_online_mask, scratch_address(0),
                        scratch_address(pages_to_flush(run, round)));
    probe_everywhere(run, write_here); /* the control's CPUs get this interrupt too */
    each_seat(run, look_at_accessed);
    scratch_unmap(SCRATCH_PAGES);
}

/* ---- no-flush-needed: not present -> present ---- */

enum { ABSENT_BEFORE, AT_ONCE, LATE };

static void expect_absent(struct seat *seat)
{
    if (takes_part(seat) && touch(seat, false).vector == TRAP_PAGE_FAULT)
        probe_count(seat, ABSENT_BEFORE);
}

static void expect_present(struct seat *seat)
{
    if (takes_part(seat))
        probe_count(seat, touch(seat, false).vector == NO_FAULT ? AT_ONCE : LATE);
}

void no_flush_needed_ask(struct probe_run *run, unsigned round)
{
    choose_group(run, round);
    probe_everywhere(run, expect_absent);
    each_seat(run, map_writable);
    probe_everywhere(run, expect_present);
    scratch_unmap(SCRATCH_PAGES);
}

/* ---- spurious: read-only -> writable ---- */

enum { REFUSED_BEFORE, NEVER_FAULTED, FAULTED_ONCE, FAULTED_AGAIN };

static void expect_refused(struct seat *seat)
{
    if (!takes_part(seat))
        return;
    struct fault fault = touch(seat, true);
    if (fault.vector == TRAP_PAGE_FAULT &&
        fault.error_code == (FAULT_PRESENT | FAULT_WRITE))
        probe_count(seat, REFUSED_BEFORE);
    touch(seat, false); /* the fault took the entry out of the TLB: in with it again */
}

static void allow_writing(struct seat *seat)
{
    __atomic_fetch_or(&pte_of(seat)->pte_low, (uint32_t)PTE_RW, __ATOMIC_SEQ_CST);
}

static void write_at_most_twice(struct seat *seat)
{
    if (!takes_part(seat))
        return;
    unsigned outcome = NEVER_FAULTED;
    if (touch(seat, true).vector != NO_FAULT)
        outcome = touch(seat, true).vector == NO_FAULT ? FAULTED_ONCE : FAULTED_AGAIN;
    probe_count(seat, outcome);
}

void spurious_ask(struct probe_run *run, unsigned round)
{
    choose_group(run, round);
    each_seat(run, map_readable);
    probe_everywhere(run, expect_refused);
    each_seat(run, allow_writing);
    probe_everywhere(run, write_at_most_twice);
    scratch_unmap(SCRATCH_PAGES);
}

/* ---- clean-to-dirty: the first write through a clean entry looks at the tables ---- */

enum { STOPPED, WRITTEN };

static void take_away(struct seat *seat)
{
    ptep_get_and_clear(pte_of(seat));
}

static void write_after(struct seat *seat)
{
    if (takes_part(seat))
        probe_count(seat, touch(seat, true).vector == NO_FAULT ? WRITTEN : STOPPED);
}

void clean_ask(struct probe_run *run, unsigned round)
{
    choose_group(run, round);
    each_seat(run, map_clean);
    /* The control's entries are dirty ones. */
    probe_everywhere(run, run->probe->variant == 0 ? read_here : write_here);
    each_seat(run, take_away);
    probe_everywhere(run, write_after);
    scratch_unmap(SCRATCH_PAGES);
}

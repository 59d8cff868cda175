/*
 * The hardware walker must never use half of an entry. While the entry is not present,
 * its high word holds a value that shows when it is used: reserved bits (the page fault
 * reports them), or, in the second trial, no NX (the page can be executed). Then one CPU
 * makes the entry present, in the kernel's order, while others access the page all the
 * time.
 *
 * This needs no memory above 4 GiB. A torn entry never maps a frame of other code: an
 * entry with a reserved bit set translates nothing. If there is RAM above 4 GiB, frame 1
 * lies there (litmus/probe/scratch.h) and alternates with frame 0. The NX trial uses
 * frame 0 only: it sets the high word to 0, and without its high word frame 1's entry
 * would map another frame.
 */
#include "litmus/probe/questions.h"

#include "arch/cpu/exception_table.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "lib/compiler.h"
#include "litmus/probe/scratch.h"
#include "litmus/variants/variants.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

enum { WHOLE, ABSENT, HALF, FOREIGN };
enum { TOUCHERS_MAX = 2, TOUCHES = 64, GAP_MAX = 512 };

/* Bits 52 to 62: reserved on every CPU. */
#define HIGH_POISON 0x7FF00000u

static uint32_t stop, by_execution;
static struct cpumask users; /* of the page */

static unsigned judge_read(void)
{
    uint32_t word = 0;
    struct fault fault = try_read32((const volatile void *)scratch_address(0), &word);
    if (fault.vector == NO_FAULT)
        return word == SCRATCH_TAG(0) || word == SCRATCH_TAG(1) ? WHOLE : FOREIGN;
    return fault.error_code & FAULT_RESERVED ? HALF : fault.error_code ? FOREIGN : ABSENT;
}

static unsigned judge_execution(void)
{
    struct fault fault = try_execute(scratch_address(0));
    if (fault.vector == NO_FAULT)
        return HALF;
    return fault.error_code == FAULT_FETCH                     ? ABSENT
           : fault.error_code == (FAULT_FETCH | FAULT_PRESENT) ? WHOLE
                                                               : FOREIGN;
}

static void keep_touching(struct cpu_context *cpu_context)
{
    while (!READ_ONCE(stop)) {
        for (unsigned i = 0; i < TOUCHES; i++) {
            probe_count(cpu_context, by_execution ? judge_execution() : judge_read());
            probe_pass(cpu_context);
        }
        cpu_relax();
    }
}

static unsigned touchers(const struct probe_run *run)
{
    return run->cpu_contexts - 1 < TOUCHERS_MAX ? run->cpu_contexts - 1 : TOUCHERS_MAX;
}

static void begin(struct probe_run *run, bool execution)
{
    WRITE_ONCE(stop, 0);
    users = probe_users(run, touchers(run));
    by_execution = execution;
    scratch_tag();
    if (execution)
        *scratch_word(0, 0) = EXECUTE_PROBE_CODE;
    for (unsigned i = 0; i < touchers(run); i++)
        probe_start(run, i, keep_touching);
}

void tear_begin(struct probe_run *run)
{
    begin(run, false);
}

void tear_nx_begin(struct probe_run *run)
{
    begin(run, true);
}

void tear_end(struct probe_run *run)
{
    WRITE_ONCE(stop, 1);
    for (unsigned i = 0; i < touchers(run); i++)
        probe_finish(run, i);
}

/* The two stores in the probe's order, with a gap between them. */
static void store_with_gap(pte_t *ptep, pte_t pte, bool right_order, struct jitter gap,
                           const struct cpu_context *toucher)
{
    if (right_order)
        WRITE_ONCE(ptep->pte_high, pte.pte_high);
    else
        WRITE_ONCE(ptep->pte_low, pte.pte_low);
    smp_wmb();
    probe_jitter(gap, toucher);
    if (right_order)
        WRITE_ONCE(ptep->pte_low, pte.pte_low);
    else
        WRITE_ONCE(ptep->pte_high, pte.pte_high);
}

/* The kernel's own function or its mutant; odd rounds use two stores with a gap. */
static void make_present(struct probe_run *run, pte_t pte,
                         const struct cpu_context *toucher, unsigned round)
{
    pte_t *ptep = scratch_pte(0);
    bool right_order = run->probe->variant == 0;

    if (round & 1)
        store_with_gap(ptep, pte, right_order, probe_draw(&run->random, GAP_MAX),
                       toucher);
    else if (right_order)
        set_pte(ptep, pte);
    else
        store_set_low_first.plain(ptep, pte);
}

static unsigned frame_in(unsigned round)
{
    return by_execution ? 0 : round / 2 % 2;
}

void tear_ask(struct probe_run *run, unsigned round)
{
    pte_t *ptep = scratch_pte(0);
    const struct cpu_context *toucher = &probe_contexts[round % touchers(run)];
    struct jitter poisoned = probe_draw(&run->random, 64);

    WRITE_ONCE(ptep->pte_high, by_execution ? 0 : HIGH_POISON);
    probe_await(toucher, 1);
    probe_jitter(poisoned, toucher);
    make_present(run, scratch_entry(frame_in(round)), toucher, round);
    probe_await(toucher, 2);
    pte_clear(ptep);
    flush_tlb_page(&users, scratch_address(0));
}

/*
 * A CPU sets D in an entry at the first write, while another CPU changes the entry.
 * The code that clears the entry must get that bit: a kernel that takes a written page
 * for clean drops it instead of saving it.
 *
 * One CPU writes through the page all the time. Another maps the page clean, waits a
 * little, unmaps it (or makes it read-only first), flushes, and checks whether the frame
 * has changed.
 */
#include "litmus/probe/questions.h"

#include "arch/cpu/cmpxchg8b.h"
#include "arch/cpu/exception_table.h"
#include "arch/cpu/instructions.h"
#include "lib/compiler.h"
#include "litmus/probe/scratch.h"
#include "mm/pgtable.h"
#include "mm/pgtable_steps.h"
#include "mm/tlb.h"

enum { KEPT, UNTOUCHED, LOST, EARLY };
enum { WRITES = 64 };

static uint32_t stop;
static struct cpumask users; /* of the page */

static void keep_writing(struct cpu_context *cpu_context)
{
    while (!READ_ONCE(stop)) {
        for (unsigned i = 0; i < WRITES; i++) {
            try_write32((volatile void *)scratch_address(0), ++cpu_context->words[0]);
            probe_pass(cpu_context);
        }
        cpu_relax();
    }
}

void dirty_begin(struct probe_run *run)
{
    WRITE_ONCE(stop, 0);
    users = probe_users(run, 1);
    probe_start(run, 0, keep_writing);
}

void dirty_end(struct probe_run *run)
{
    WRITE_ONCE(stop, 1);
    probe_finish(run, 0);
}

static void flush(void)
{
    flush_tlb_page(&users, scratch_address(0));
}

/* Loads the low word; the caller stores it some time later. */
static uint32_t load_and_wait(pte_t *ptep, struct jitter gap)
{
    uint32_t low = READ_ONCE(ptep->pte_low);
    probe_jitter(gap, &probe_contexts[0]);
    return low;
}

static pte_t clear_by_load_and_store(pte_t *ptep, struct jitter gap)
{
    pte_t old = { .pte_low = load_and_wait(ptep, gap) };
    old.pte_high = READ_ONCE(ptep->pte_high);
    pte_clear(ptep);
    return old;
}

/* The kernel's function, or its steps with a drawn delay between them. */
static pte_t get_and_clear(pte_t *ptep, struct jitter gap)
{
    const struct pace pace = { gap.units, 0 };
    if (!gap.units)
        return ptep_get_and_clear(ptep);
    return (pte_t){ .words = get_and_clear_steps(&ptep->words, &pace) };
}

/* Clears the entry in the probe's way; returns its old value. */
static pte_t take_away(enum dirty_variant variant, pte_t *ptep, struct jitter gap)
{
    const uint32_t without_rw = ~(uint32_t)PTE_RW;
    pte_t old;

    switch (variant) {
    case DIRTY_XCHG:
        return get_and_clear(ptep, gap);
    case DIRTY_CMPXCHG8B:
        old.pte = xchg_cmpxchg8b(&ptep->pte, 0);
        return old;
    case DIRTY_LOAD_STORE:
        return clear_by_load_and_store(ptep, gap);
    case DIRTY_OVERWRITE:
        old.pte_low = load_and_wait(ptep, gap);
        old.pte_high = READ_ONCE(ptep->pte_high);
        set_pte(ptep, old);
        break;
    case DIRTY_PROTECT:
        __atomic_fetch_and(&ptep->pte_low, without_rw, __ATOMIC_SEQ_CST);
        flush();
        break;
    case DIRTY_PROTECT_PLAIN:
        WRITE_ONCE(ptep->pte_low, load_and_wait(ptep, gap) & without_rw);
        flush();
        break;
    }
    return ptep_get_and_clear(ptep);
}

void dirty_ask(struct probe_run *run, unsigned round)
{
    pte_t *ptep = scratch_pte(0), clean = scratch_entry(0);
    struct jitter mapped = probe_draw(&run->random, 32);
    struct jitter gap = probe_draw(&run->random, 16);
    (void)round;

    clean.pte &= ~PTE_D;
    probe_await(&probe_contexts[0], 1);
    uint32_t before = *scratch_word(0, 0);
    set_pte(ptep, clean);
    probe_jitter(mapped, &probe_contexts[0]);
    pte_t old = take_away(run->probe->variant, ptep, gap);
    flush();
    bool written = *scratch_word(0, 0) != before, dirty = old.pte & PTE_D;
    unsigned outcome = written ? dirty ? KEPT : LOST : dirty ? EARLY : UNTOUCHED;
    probe_count(probe_own_context(run), outcome);
}

/*
 * After the acks of a shootdown no CPU may read the old frame. Every CPU loads the
 * translations of a range of pages. The initiator unmaps the pages, flushes them in the
 * variant's way, poisons the old frame as a new owner would, and maps another frame. A
 * CPU that then reads poison has used a stale translation.
 *
 * A target that acknowledges too early runs only a few instructions between its ack and
 * its INVLPG, and reads no page there. So in some rounds the trap flag steps through the
 * interrupt's handler: after each instruction the debug trap gives the initiator time to
 * go on, and then reads the page.
 */
#include "litmus/probe/questions.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/exception_table.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/time/clock.h"
#include "arch/time/timeouts.h"
#include "lib/panic.h"
#include "litmus/probe/scratch.h"
#include "litmus/stress/stepped.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

enum { NEW, OLD, FAULT, FOREIGN };

enum {
    TIMEOUT_US = 100,        /* wait for the initiator, after each instruction ... */
    ACKED_TIMEOUT_US = 5000, /* ... and once this CPU has sent its early ack */
    STEPPED_EVERY = 4,       /* the positive steps one in so many of its short ranges */
};

/* A shootdown whose target acknowledges too early. */
static struct {
    uintptr_t address;
    struct cpumask unanswered;
    bool sent;
} early;

/* ---- the handler, stepped ---- */

static struct {
    uintptr_t address;               /* the page to read; 0: no stepping */
    struct cpu_context *cpu_context; /* of the one CPU that is stepped */
    unsigned cpu;
    uint32_t reused; /* the initiator has poisoned the frame */
} watch;

static void wait_for_the_initiator(void)
{
    bool acked = early.sent && !cpumask_test(&early.unanswered, cpu_index());
    struct deadline limit = deadline_in_us(acked ? ACKED_TIMEOUT_US : TIMEOUT_US);
    while (!READ_ONCE(watch.reused) && !deadline_passed(&limit))
        cpu_relax();
}

static void look(struct trap_frame *frame)
{
    uint32_t word = 0;
    (void)frame;
    wait_for_the_initiator();
    struct fault fault = try_read32((const volatile void *)watch.address, &word);
    if (fault.vector == NO_FAULT && word == SCRATCH_POISON)
        probe_count(watch.cpu_context, OLD);
}

/* Runs before the interrupt's handler, on the same frame; IRET restores the flags. */
static struct trap_frame *step_from_here(struct trap_frame *frame)
{
    (void)frame;
    if (READ_ONCE(watch.address) && watch.cpu == cpu_index())
        write_eflags(read_eflags() | EFLAGS_TF);
    return NULL;
}

/* ---- the shootdown that is acknowledged too early ---- */

static void acknowledge_then_invalidate(struct trap_frame *frame)
{
    (void)frame;
    cpumask_clear(&early.unanswered, cpu_index());
    invlpg(early.address);
    apic_eoi();
}

static void flush_acknowledged_early(struct probe_run *run, uintptr_t address)
{
    struct deadline limit = deadline_in_us(STALE_ACK_LIMIT_US);

    early.address = address;
    for (unsigned i = 0; i + 1 < run->cpu_contexts; i++)
        cpumask_set(&early.unanswered, run->environment->cpu(i));
    early.sent = true;
    for (unsigned i = 0; i + 1 < run->cpu_contexts; i++) {
        unsigned cpu = run->environment->cpu(i);
        if (!apic_send(cpu_by_index(cpu)->apic_id, ICR_FIXED | ICR_ASSERT | VECTOR_PROBE))
            panic("probe: the local APIC did not take a command for CPU %u", cpu);
    }
    invlpg(address);
    while (cpumask_count(&early.unanswered) && !deadline_passed(&limit))
        cpu_relax();
}

/* ---- the rounds ---- */

/* Pages of a round: INVLPG one by one up to the ceiling, a full flush above it. */
static const uint8_t ranges[] = { 1, 2, TLB_SINGLE_PAGE_CEILING,
                                  TLB_SINGLE_PAGE_CEILING + 1 };
static unsigned range; /* in this round */

static unsigned pages_of(enum stale_variant variant, unsigned round)
{
    _Static_assert(TLB_SINGLE_PAGE_CEILING + 1 <= SCRATCH_PAGES, "longest range");
    if (variant == STALE_ACK_FIRST)
        return 1;
    if (variant == STALE_LAST_PAGE)
        return ranges[1 + round % 2];
    return ranges[round % ARRAY_SIZE(ranges)];
}

static void load(struct cpu_context *cpu_context)
{
    (void)cpu_context;
    for (unsigned page = 0; page < range; page++)
        *(volatile uint32_t *)scratch_address(page);
}

static void read_back(struct cpu_context *cpu_context)
{
    for (unsigned page = range; page-- > 0;) {
        uint32_t word = 0;
        const volatile void *address = (const volatile void *)scratch_address(page);
        struct fault fault = try_read32(address, &word);
        probe_count(cpu_context, fault.vector != NO_FAULT ? FAULT
                                 : word == SCRATCH_TAG(1) ? NEW
                                 : word == SCRATCH_POISON ? OLD
                                                          : FOREIGN);
    }
}

static void flush(struct probe_run *run, enum stale_variant variant)
{
    struct tlb_range all = { scratch_address(0), scratch_address(range) };
    switch (variant) {
    case STALE_NOTHING_WRONG:
        flush_tlb_range(&cpu_online_mask, all.start, all.end);
        break;
    case STALE_LOCAL_ONLY:
        flush_tlb_local(all);
        break;
    case STALE_LAST_PAGE:
        flush_tlb_range(&cpu_online_mask, all.start, all.end - PAGE_SIZE);
        break;
    case STALE_ACK_FIRST:
        flush_acknowledged_early(run, all.start);
        break;
    case STALE_NO_IPI:
    case STALE_FLUSH_FIRST:
        break;
    }
}

void stale_begin(struct probe_run *run)
{
    (void)run;
    WRITE_ONCE(watch.address, 0);
    early.unanswered = (struct cpumask){ 0 }; /* a failed CPU may have left its bit */
    trap_set_handler(TRAP_DEBUG, look);
    trap_set_switcher(VECTOR_TLB_SHOOTDOWN, step_from_here);
    trap_set_switcher(VECTOR_PROBE, step_from_here);
    trap_set_handler(VECTOR_PROBE, acknowledge_then_invalidate);
}

void stale_end(struct probe_run *run)
{
    (void)run;
    WRITE_ONCE(watch.address, 0);
    trap_set_switcher(VECTOR_TLB_SHOOTDOWN, NULL);
    trap_set_switcher(VECTOR_PROBE, NULL);
    trap_set_handler(VECTOR_PROBE, NULL);
    stepped_init(); /* gives the debug trap back to the stepped readers */
}

static bool stepped_round(enum stale_variant variant, unsigned round)
{
    return variant == STALE_ACK_FIRST ||
           (variant == STALE_NOTHING_WRONG && range <= 2 &&
            round / ARRAY_SIZE(ranges) % STEPPED_EVERY == 0);
}

static void watch_one(struct probe_run *run, unsigned round)
{
    unsigned number = round % (run->cpu_contexts - 1);
    watch.cpu_context = &probe_contexts[number];
    watch.cpu = run->environment->cpu(number);
    WRITE_ONCE(watch.address, scratch_address(range - 1));
}

void stale_ask(struct probe_run *run, unsigned round)
{
    enum stale_variant variant = run->probe->variant;

    range = pages_of(variant, round);
    scratch_tag();
    for (unsigned page = 0; page < range; page++)
        scratch_map(page, 0);
    probe_everywhere(run, load);
    if (variant == STALE_FLUSH_FIRST) {
        flush(run, STALE_NOTHING_WRONG);
        probe_everywhere(run, load);
    }
    WRITE_ONCE(watch.reused, 0);
    early.sent = false;
    if (stepped_round(variant, round))
        watch_one(run, round / 5);

    for (unsigned page = 0; page < range; page++)
        ptep_get_and_clear(scratch_pte(page));
    flush(run, variant);
    *scratch_word(0, 0) = SCRATCH_POISON;
    WRITE_ONCE(watch.reused, 1);
    for (unsigned page = 0; page < range; page++)
        scratch_map(page, 1);

    probe_everywhere(run, read_back);
    WRITE_ONCE(watch.address, 0);
    scratch_unmap(range);
}

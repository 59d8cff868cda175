#include "mm/tlb.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/smp/cpu_failure.h"
#include "arch/time/clock.h"
#include "arch/time/timeout_scale.h"
#include "lib/panic.h"
#include "mm/pte.h"

/* A CPU's request to others: one at a time, overwritten only after all acks. */
struct request {
    struct tlb_range range;
    struct cpumask unanswered; /* each target clears its own bit: the ack */
    bool under_way;
} __attribute__((aligned(64)));

/* The CPUs that have a request for this one. */
struct inbox {
    struct cpumask from;
    bool being_served;
} __attribute__((aligned(64)));

static struct request requests[CPUS_MAX];
static struct inbox inboxes[CPUS_MAX];
static struct tlb_counts counts[CPUS_MAX];
static bool global_pages;

const struct tlb_counts *tlb_counts(unsigned cpu)
{
    return &counts[cpu];
}

static void flush_local_all(void)
{
    if (global_pages) {
        uint32_t cr4 = read_cr4();
        write_cr4(cr4 & ~CR4_PGE);
        write_cr4(cr4);
    } else {
        write_cr3(read_cr3());
    }
}

void flush_tlb_local(struct tlb_range range)
{
    if ((range.end - range.start) >> PAGE_SHIFT > TLB_SINGLE_PAGE_CEILING) {
        flush_local_all();
        return;
    }
    for (uintptr_t page = range.start; page < range.end; page += PAGE_SIZE)
        invlpg(page);
}

static void serve(unsigned initiator, unsigned self)
{
    struct request *request = &requests[initiator];
    flush_tlb_local(request->range);
    counts[self].served++;
    /* The last access: from here on the request belongs to its initiator again. */
    cpumask_clear(&request->unanswered, self);
}

static void shootdown_interrupt(struct trap_frame *frame)
{
    unsigned self = cpu_index();
    (void)frame;
    inboxes[self].being_served = true;
    barrier();
    for (unsigned w = 0; w < CPUMASK_WORDS; w++) {
        uint32_t *word = &inboxes[self].from.word[w];
        uint32_t bits = /* each initiator sets its bit first, then sends the interrupt */
            READ_ONCE(*word) ? __atomic_exchange_n(word, 0, __ATOMIC_SEQ_CST) : 0;
        for (; bits; bits &= bits - 1)
            serve(w * 32 + (unsigned)__builtin_ctz(bits), self);
    }
    barrier();
    inboxes[self].being_served = false;
    apic_eoi();
}

bool tlb_shootdown_here(void)
{
    unsigned self = cpu_index();
    return inboxes[self].being_served || requests[self].under_way;
}

void tlb_init(bool pge)
{
    global_pages = pge;
    trap_set_handler(VECTOR_TLB_SHOOTDOWN, shootdown_interrupt);
}

static void assert_irqs_on(const char *what)
{
    if (irqs_disabled())
        panic(
            "%s with interrupts off: two CPUs that do this wait for each other for ever "
            "(called from 0x%x)",
            what, (unsigned)(uintptr_t)__builtin_return_address(0));
}

/* Skips failed CPUs, which have halted, as Linux's smp_call_function_many() does. */
static void ask(unsigned target, unsigned self)
{
    if (!cpumask_test(&cpu_online_mask, target))
        return;
    uint32_t *word = &inboxes[target].from.word[self / 32];
    cpumask_set(&requests[self].unanswered, target);
    __atomic_fetch_or(word, 1u << (self % 32), __ATOMIC_SEQ_CST);
    if (!apic_send(cpu_by_index(target)->apic_id,
                   ICR_FIXED | ICR_ASSERT | VECTOR_TLB_SHOOTDOWN))
        panic("shootdown: the local APIC of CPU %u did not take a command for CPU %u",
              self, target);
    counts[self].interrupts++;
}

void flush_tlb_begin(const struct cpumask *cpus, struct tlb_range range)
{
    unsigned self = cpu_index();
    struct request *request = &requests[self];

    assert_irqs_on("shootdown started");
    ASSERT(!request->under_way);
    request->under_way = true;
    request->range = range;
    counts[self].flushes++;
    const struct cpumask targets = tlb_targets(cpus);
    for (unsigned w = 0; w < CPUMASK_WORDS; w++)
        for (uint32_t bits = targets.word[w]; bits; bits &= bits - 1) {
            unsigned target = w * 32 + (unsigned)__builtin_ctz(bits);
            if (target != self)
                ask(target, self);
        }
    if (cpumask_test(&targets, self))
        flush_tlb_local(range);
}

static bool all_answered(const struct request *request)
{
    uint32_t open = 0;
    for (unsigned w = 0; w < CPUMASK_WORDS; w++)
        open |= READ_ONCE(request->unanswered.word[w]);
    return !open;
}

static bool answered_soon(const struct request *request)
{
    for (unsigned i = 0; i < POLLS_PER_PAUSE; i++)
        if (all_answered(request))
            return true;
    return false;
}

/* A CPU that halted meanwhile no longer uses its TLB. */
static void forget_the_lost(struct request *request)
{
    for (unsigned w = 0; w < CPUMASK_WORDS; w++)
        __atomic_fetch_and(&request->unanswered.word[w],
                           READ_ONCE(cpu_online_mask.word[w]), __ATOMIC_SEQ_CST);
}

static void give_up_the_silent(struct request *request)
{
    for (unsigned cpu = 0; cpu < cpu_count(); cpu++)
        if (cpumask_test(&request->unanswered, cpu))
            cpu_give_up(cpu, "no ack of a shootdown");
    forget_the_lost(request);
}

void flush_tlb_wait(void)
{
    struct request *request = &requests[cpu_index()];

    assert_irqs_on("shootdown waited for");
    if (!all_answered(request)) {
        struct deadline limit = deadline_in_us(scaled_timeout_us(TLB_LIMIT_US));
        counts[cpu_index()].waits++;
        while (!answered_soon(request)) {
            forget_the_lost(request);
            if (deadline_passed(&limit))
                give_up_the_silent(request);
            cpu_relax();
        }
    }
    request->under_way = false;
}

bool flush_tlb_done(void)
{
    struct request *request = &requests[cpu_index()];
    if (request->under_way && all_answered(request))
        request->under_way = false;
    return !request->under_way;
}

void flush_tlb_range(const struct cpumask *cpus, uintptr_t start, uintptr_t end)
{
    flush_tlb_begin(cpus, (struct tlb_range){ start, end });
    flush_tlb_wait();
}

void flush_tlb_page(const struct cpumask *cpus, uintptr_t address)
{
    flush_tlb_range(cpus, address, address + PAGE_SIZE);
}

void flush_tlb_all(const struct cpumask *cpus)
{
    flush_tlb_begin(cpus, TLB_EVERYTHING);
    flush_tlb_wait();
}

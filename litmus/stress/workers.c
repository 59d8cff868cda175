#include "litmus/stress/workers.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "lib/panic.h"
#include "litmus/nmi/sampler.h"
#include "litmus/stress/workload.h"
#include "mm/tlb.h"

/* A writer's pauses, in units of spin_delay(). */
enum {
    SHORT_REST = 256,
    LONGEST_REST = 100000,
    JITTER_BITS = 12, /* the longest pause after a flush: 2 to this power */
};

/*
 * Entries must be present long enough to be read, and not so regularly that the reader
 * falls into step. So a writer pauses between two rounds: sometimes not at all, sometimes
 * for a moment, mostly until the reader has begun one or two more sections.
 */
void writer_pause(struct writer *writer)
{
    const struct stress *stress = writer->stress;
    uint32_t kind = random_below(&writer->random, 4);
    uint32_t begun = READ_ONCE(stress->sections);

    sampler_place(PLACE_OTHER);
    if (kind <= 1) {
        spin_delay(random_below(&writer->random, kind ? SHORT_REST : 1));
        return;
    }
    for (unsigned i = 0; i < LONGEST_REST && !READ_ONCE(stress->stop) &&
                         READ_ONCE(stress->sections) - begun < kind - 1;
         i++)
        spin_delay(1);
    spin_delay(random_below(&writer->random, SHORT_REST));
}

/*
 * When the acks have come, the readers have just left their sections and read nothing. A
 * writer that went on at once would always change its entries unseen. So it waits for a
 * moment of widely varying length.
 */
void writer_jitter(struct random *random)
{
    uint32_t limit = 1u << random_below(random, JITTER_BITS);
    spin_delay(random_below(random, limit));
}

void worker_wake(unsigned cpu)
{
    if (!apic_send(cpu_by_index(cpu)->apic_id, ICR_FIXED | ICR_ASSERT | VECTOR_WAKE))
        panic("stress: the local APIC took no command to wake CPU %u", cpu);
}

/* Sleeps until another CPU has set *what to that value and woken this CPU. False if the
 * writers must stop. */
static bool sleep_until(const struct stress *stress, const uint32_t *what, uint32_t so)
{
    bool there, stop;

    for (;;) {
        /* Interrupts are off from the look to the halt, which enables them. So the
         * wake-up cannot come in between. */
        local_irq_disable();
        there = READ_ONCE(*what) == so;
        stop = READ_ONCE(stress->stop);
        if (there || stop)
            break;
        safe_halt();
    }
    local_irq_enable();
    return !stop;
}

void writer_calls_third(struct writer *writer)
{
    const struct stress *stress = writer->stress;

    if (!stress->trial->third)
        return;
    WRITE_ONCE(writer->third_wanted, 1);
    worker_wake(stress->third_cpu);
    sleep_until(stress, &writer->third_wanted, 0);
}

/* Joins the CPUs whose TLBs a shootdown of live mappings must reach, as a CPU does that
 * switches to an address space: it first joins the set, then flushes translations that an
 * earlier time slice may have left. */
static void use_mappings(struct stress *stress)
{
    tlb_join(&stress->users);
    flush_tlb_local(TLB_EVERYTHING);
}

/* A writer's work, until the engine stops it. */
void write_until_stopped(void *argument)
{
    struct writer *writer = argument;
    struct stress *stress = writer->stress;
    this_cpu()->phase = CPU_PHASE_WRITING;
    writer->cpu = cpu_index();
    if (stress->trial->workload->writers_are_users)
        use_mappings(stress);
    while (!READ_ONCE(stress->stop)) {
        sampler_place(PLACE_MUTATOR);
        stress->trial->workload->write_pass(writer, &stress->setting);
    }
    sampler_leave();
    if (stress->trial->workload->writers_are_users)
        tlb_leave(&stress->users);
}

/*
 * The third CPU's work, beside writer 0. The two wake each other, and sleep meanwhile. If
 * fewer than three CPUs run at the same time, as in a virtual machine, a third CPU that
 * polled would take the core of one that works.
 */
void write_third_until_stopped(void *argument)
{
    struct writer *writer = argument;
    const struct stress *stress = writer->stress;
    this_cpu()->phase = CPU_PHASE_WRITING_BESIDE;

    while (sleep_until(stress, &writer->third_wanted, 1)) {
        sampler_place(PLACE_MUTATOR);
        stress->trial->workload->third_pass(writer, &stress->setting);
        sampler_place(PLACE_OTHER);
        WRITE_ONCE(writer->third_wanted, 0);
        worker_wake(writer->cpu);
    }
    sampler_leave();
}

/* A further reader's work, until the engine stops it. A shootdown must reach it, too. */
void read_until_stopped(void *argument)
{
    struct more_reader *reader = argument;
    struct stress *stress = reader->stress;
    tlb_join(&stress->readers);
    sampler_place(PLACE_WALKER);
    while (!READ_ONCE(stress->stop))
        stress->trial->workload->read_more(reader);
    sampler_leave();
    tlb_leave(&stress->readers);
}

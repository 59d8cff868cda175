#include "litmus/stress/stress.h"

#include "arch/apic.h"
#include "arch/clock.h"
#include "arch/cpu.h"
#include "arch/instructions.h"
#include "arch/patience.h"
#include "arch/traps.h"
#include "lib/divide.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/judge.h"
#include "litmus/sampler.h"
#include "litmus/stress/scene.h"
#include "litmus/stress/turns.h"
#include "mm/tlb.h"

enum {
    PASSES_PER_CLOCK = 8,
    /* A writer's rests, in units of spin_delay(). */
    SHORT_REST = 256,
    LONGEST_REST = 100000,
    DAWDLE_BITS = 12, /* the longest moment after a flush: 2 to this */
    WRITERS_AUTO = 2,
    STOP_LIMIT_US = 15000000, /* longer than a shootdown waits: TLB_LIMIT_US */
};

void stress_tear(struct stress *stress, const struct tear *tear)
{
    struct tallies *tallies = stress->tallies;

    /* Tears by the million: only the first ones are worth a look at the clock. */
    if (stress->tally->first_tear_us != NOT_YET && tallies->tears_kept == TEARS_KEPT)
        return;
    uint64_t since_us = clock_us() - stress->begun_us;
    uint32_t at_us = since_us < NOT_YET ? (uint32_t)since_us : NOT_YET - 1;
    if (stress->tally->first_tear_us == NOT_YET)
        stress->tally->first_tear_us = at_us;
    if (tallies->tears_kept == TEARS_KEPT)
        return;
    struct tear *kept = &tallies->tear[tallies->tears_kept++];
    *kept = *tear;
    kept->at_us = at_us;
}

/*
 * Entries must be present long enough to be read, and not so regularly that the reader falls
 * into step. So a writer rests between two rounds: now and then not at all, sometimes for a
 * moment, mostly until the reader has begun one or two more sections.
 */
void writer_rest(struct writer *writer)
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
 * When the acks are there, the readers have just come out of their sections and read nothing:
 * a writer that went on at once would change its entries unseen, every time. So it waits for a
 * moment, of very different lengths.
 */
void writer_dawdle(struct random *random)
{
    uint32_t limit = 1u << random_below(random, DAWDLE_BITS);
    spin_delay(random_below(random, limit));
}

static void wake(unsigned cpu)
{
    if (!apic_send(cpu_by_index(cpu)->apic_id, ICR_FIXED | ICR_ASSERT | VECTOR_WAKE))
        panic("stress: the local APIC took no command to wake CPU %u", cpu);
}

/* Sleeps until somebody has set *what so and woken this CPU, or the writers are to stop: then
 * false. */
static bool sleep_until(const struct stress *stress, const uint32_t *what, uint32_t so)
{
    bool there, stop;

    for (;;) {
        /* Interrupts are off from the look to the halt, which lets them in: what wakes this
         * CPU cannot come in between. */
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
    wake(stress->third_cpu);
    sleep_until(stress, &writer->third_wanted, 0);
}

/* What a worker does until it is stopped. It joins those whose TLBs a shootdown of the live
 * scene must reach, as a CPU does that switches to an address space: first in the set, then
 * rid of what it may still remember from an earlier turn. */
static void write_until_stopped(void *argument)
{
    struct writer *writer = argument;
    struct stress *stress = writer->stress;
    this_cpu()->phase = "writing";
    writer->cpu = cpu_index();
    tlb_join(&stress->users);
    flush_tlb_local(TLB_EVERYTHING);
    while (!READ_ONCE(stress->stop)) {
        sampler_place(PLACE_MUTATOR);
        stress->trial->scene->write_pass(writer, &stress->setting);
    }
    sampler_leave();
    tlb_leave(&stress->users);
}

/*
 * The third CPU's work, beside writer 0. The two wake each other, and sleep meanwhile: where
 * fewer than three CPUs run at the same time, as those of a virtual machine may, one that
 * only looked out for work would take the place of one that does it.
 */
static void write_third_until_stopped(void *argument)
{
    struct writer *writer = argument;
    const struct stress *stress = writer->stress;
    this_cpu()->phase = "writing beside another";

    while (sleep_until(stress, &writer->third_wanted, 1)) {
        sampler_place(PLACE_MUTATOR);
        stress->trial->scene->third_pass(writer, &stress->setting);
        sampler_place(PLACE_OTHER);
        WRITE_ONCE(writer->third_wanted, 0);
        wake(writer->cpu);
    }
    sampler_leave();
}

/* What one more reader does until it is stopped: a shootdown must reach it, too. */
static void read_until_stopped(void *argument)
{
    struct more_reader *reader = argument;
    struct stress *stress = reader->stress;
    tlb_join(&stress->readers);
    sampler_place(PLACE_WALKER);
    while (!READ_ONCE(stress->stop))
        stress->trial->scene->read_more(reader);
    sampler_leave();
    tlb_leave(&stress->readers);
}

/* The workers take turns: each CPU gets to write, alone as well, and in another lap each
 * setting gets another CPU. */
static unsigned worker_for(const struct stage *stage, const struct turn *turn,
                           unsigned number, unsigned writer)
{
    return (turn->lap + number + writer) % stage->workers;
}

/* A positive that failed has enough when a control would; else it has when it has its reads at
 * each setting, and the mechanism has been seen at work. */
static bool enough(const struct stress *stress, const struct plan *plan, bool impatient)
{
    struct tally sum;
    if (plan->control)
        return turns_torn_enough(plan, stress->tallies, impatient);
    tally_sum(stress->tallies, &sum);
    if (tally_torn(&sum))
        return tally_torn(&sum) >= (impatient ? plan->tears_at_least : plan->tears);
    for (unsigned i = 0; i < plan->settings; i++)
        if (!turns_settled(plan, stress->tallies, i))
            return false;
    return !evidence_missing(stress->trial, &sum);
}

static void read_for(struct stress *stress, uint32_t limit_us)
{
    uint64_t begin = clock_us();
    struct deadline limit = deadline_in_us(limit_us);
    for (unsigned pass = 0; !deadline_passed(&limit); pass += PASSES_PER_CLOCK)
        for (unsigned p = 0; p < PASSES_PER_CLOCK; p++)
            stress->trial->scene->read_pass(stress, pass + p);
    stress->tally->elapsed_us += clock_us() - begin;
}

/* Moves what the writers and further readers counted into the tally of the setting. */
static void collect(struct stress *stress)
{
    for (unsigned i = 0; i < stress->writers; i++) {
        struct writer *writer = &stress->writer[i];
        stress->tally->programs += writer->programs;
        stress->tally->flushes += writer->flushes;
        stress->tally->waits += writer->waits;
        stress->tally->reading[READ_STALE] += writer->stale;
        stress->tally->pinned += writer->pinned;
        writer->programs = writer->stale = 0;
        writer->flushes = writer->waits = writer->pinned = 0;
    }
    for (unsigned i = 0; i < stress->more_active; i++) {
        tally_add(stress->tally, &stress->more[i].tally);
        memset(&stress->more[i].tally, 0, sizeof(stress->more[i].tally));
        stress->more[i].tally.first_tear_us = NOT_YET;
    }
}

/* In most laps writers, from one to all of them, against one reader; where there are CPUs for
 * it, one writer against several readers in every third. */
static void choose_crowd(struct stress *stress, unsigned lap)
{
    stress->more_active = lap % 3 == 2 ? stress->more_readers : 0;
    stress->active = stress->more_active ? 1 : lap % stress->writers + 1;
}

/* A writer that is lost takes its lock with it, and who waits for that would be next. The
 * trial is over: nobody needs what the lock guards. */
static void release_locks(struct stress *stress)
{
    for (unsigned w = 0; w < stress->writers; w++)
        spin_unlock(&stress->writer[w].lock);
}

/* False if one of them is lost. */
static bool stop_writers(struct stress *stress, const struct stage *stage,
                         const struct turn *turn, unsigned number)
{
    unsigned workers = stress->active + stress->more_active + (stress->trial->third ? 1 : 0);
    bool returned = true;

    WRITE_ONCE(stress->stop, 1);
    /* Of two that wake each other, one may be lost while the other sleeps. */
    for (unsigned w = 0; stress->trial->third && w < workers; w++)
        wake(stage->cpu(worker_for(stage, turn, number, w)));
    for (unsigned w = 0; w < workers; w++)
        if (!stage->wait(worker_for(stage, turn, number, w),
                         patience_us(STOP_LIMIT_US))) {
            returned = false;
            release_locks(stress);
        }
    return returned;
}

/* One turn at one setting: writers started, reader at work, writers stopped. */
static bool run_turn(struct stress *stress, const struct stage *stage,
                     const struct turn *turn, unsigned number)
{
    stress->setting = stress->tallies->setting[turn->setting];
    stress->tally = &stress->tallies->tally[turn->setting];
    stress->cursor = stress->table = 0;
    choose_crowd(stress, turn->lap);
    unsigned third = worker_for(stage, turn, number, stress->active);
    stress->third_cpu = stress->trial->third ? stage->cpu(third) : 0;
    WRITE_ONCE(stress->stop, 0);
    sampler_place(PLACE_WALKER);
    for (unsigned w = 0; w < stress->active; w++)
        stage->start(worker_for(stage, turn, number, w), write_until_stopped,
                     &stress->writer[w]);
    for (unsigned r = 0; r < stress->more_active; r++)
        stage->start(worker_for(stage, turn, number, stress->active + r),
                     read_until_stopped, &stress->more[r]);
    if (stress->trial->third)
        stage->start(third, write_third_until_stopped, &stress->writer[0]);
    read_for(stress, turn->slice_ms * 1000);
    sampler_place(PLACE_OTHER);
    bool returned = stop_writers(stress, stage, turn, number);
    collect(stress);
    if (returned && stress->trial->scene->settle)
        stress->trial->scene->settle(stress);
    return returned;
}

/* Half of the workers at most read. Only the first CPU has its floating-point unit made ready
 * (litmus/legs/wide.h). */
static void set_up_readers(struct stress *stress, const struct stage *stage)
{
    const struct trial *trial = stress->trial;

    if (trial->scene->read_more && !trial->third && !trial->needs)
        stress->more_readers = stage->workers / 2 < MORE_READERS_MAX ? stage->workers / 2
                                                                     : MORE_READERS_MAX;
    for (unsigned i = 0; i < stress->more_readers; i++) {
        stress->more[i].stress = stress;
        stress->more[i].number = i;
        stress->more[i].tally.first_tear_us = NOT_YET;
    }
}

static void set_up(struct stress *stress, const struct trial *trial,
                   const struct stage *stage, const struct litmus_options *options,
                   const struct plan *plan, struct tallies *tallies)
{
    char name[TRIAL_NAME_SIZE];
    unsigned writers = options->writers ? options->writers : WRITERS_AUTO;

    memset(stress, 0, sizeof(*stress));
    memset(tallies, 0, sizeof(*tallies));
    stress->trial = trial;
    stress->tallies = tallies;
    stress->slots = options->slots ? options->slots : SLOTS_MAX;
    stress->writers = writers < stage->workers ? writers : stage->workers;
    if (stress->writers > WRITERS_MAX)
        stress->writers = WRITERS_MAX;
    /* The third CPU's writer works beside one other. */
    if (trial->third || trial->scene->one_writer)
        stress->writers = 1;
    set_up_readers(stress, stage);
    stress->begun_us = clock_us();
    cpumask_set(&stress->readers, cpu_index());
    cpumask_set(&stress->users, cpu_index());
    tallies->settings = plan->settings;
    for (unsigned i = 0; i < plan->settings; i++) {
        tallies->setting[i] = plan->setting[i];
        tallies->tally[i].first_tear_us = NOT_YET;
    }
    trial_name(trial, ENGINE_STRESS, name);
    for (unsigned i = 0; i < stress->writers; i++) {
        struct writer *writer = &stress->writer[i];
        writer->stress = stress;
        writer->number = i;
        writer->lock = (struct spinlock)SPINLOCK("page table");
        random_seed(&writer->random, options->seed + i, name);
        random_seed(&writer->third_random, options->seed + WRITERS_MAX + i, name);
    }
}

enum stress_end stress_run(const struct trial *trial, const struct stage *stage,
                           const struct litmus_options *options, const struct plan *plan,
                           struct tallies *tallies)
{
    static struct stress stress;
    enum stress_end end = STRESS_DONE;
    struct turns turns;
    struct deadline limit = deadline_in_us((uint64_t)plan->limit_ms * 1000);
    struct deadline patience = deadline_in_us((uint64_t)plan->patience_ms * 1000);

    set_up(&stress, trial, stage, options, plan, tallies);
    turns_start(&turns, plan);
    if (!trial->scene->prepare(&stress))
        end = STRESS_NO_MEMORY;
    for (unsigned number = 0; end == STRESS_DONE; number++) {
        struct turn turn = turns_next(&turns, tallies);
        if (!run_turn(&stress, stage, &turn, number))
            end = STRESS_LOST;
        else if (enough(&stress, plan, deadline_passed(&patience)) ||
                 deadline_passed(&limit))
            break;
        stage->progress(trial->id,
                        (unsigned)scale(tally_ms(clock_us() - stress.begun_us), 100,
                                        plan->limit_ms));
    }
    tallies->total_us = clock_us() - stress.begun_us;
    if (!stage->at_large())
        trial->scene->clean(&stress);
    return end;
}

#include "litmus/stress/stress.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/time/clock.h"
#include "arch/time/timeout_scale.h"
#include "arch/time/timeouts.h"
#include "lib/divide.h"
#include "lib/string.h"
#include "litmus/judge/judge.h"
#include "litmus/nmi/sampler.h"
#include "litmus/stress/time_slices.h"
#include "litmus/stress/workers.h"
#include "litmus/stress/workload.h"

enum {
    PASSES_PER_CLOCK = 8,
    WRITERS_AUTO = 2,
};

void stress_tear(struct stress *stress, const struct tear *tear)
{
    struct tallies *tallies = stress->tallies;

    /* Tears come by the million, so only the first ones get the time. */
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

/* The workers take turns: each CPU writes, also alone, and each setting gets another CPU
 * in another pass. */
static unsigned worker_for(const struct environment *environment,
                           const struct time_slice *time_slice, unsigned number,
                           unsigned writer)
{
    return (time_slice->pass + number + writer) % environment->workers;
}

/* A positive that failed is done when a control would be. Otherwise it is done when it
 * has its reads at each setting and the mechanism was at work. */
static bool enough(const struct stress *stress, const struct plan *plan, bool timed_out)
{
    struct tally sum;
    if (plan->control)
        return time_slices_torn_enough(plan, stress->tallies, timed_out);
    tally_sum(stress->tallies, &sum);
    if (tally_torn(&sum))
        return tally_torn(&sum) >= (timed_out ? plan->tears_at_least : plan->tears);
    for (unsigned i = 0; i < plan->settings; i++)
        if (!time_slices_settled(plan, stress->tallies, i))
            return false;
    return !evidence_missing(stress->trial, &sum);
}

static unsigned percent_of(const struct plan *plan, uint64_t us)
{
    uint64_t percent = scale(tally_ms(us), 100, plan->limit_ms);
    return percent < 100 ? (unsigned)percent : 100;
}

static void read_for(struct stress *stress, uint32_t limit_us)
{
    uint64_t begin = clock_us();
    struct deadline limit = deadline_in_us(limit_us);
    for (unsigned pass = 0; !deadline_passed(&limit); pass += PASSES_PER_CLOCK)
        for (unsigned p = 0; p < PASSES_PER_CLOCK; p++)
            stress->trial->workload->read_pass(stress, pass + p);
    stress->tally->elapsed_us += clock_us() - begin;
}

/* Adds the counts of writers and further readers to the tally of the setting. */
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

/* In most passes one to all writers work against one reader. In every third pass one
 * writer works against several readers, if there are CPUs for them. */
static void choose_crowd(struct stress *stress, unsigned pass)
{
    stress->more_active = pass % 3 == 2 ? stress->more_readers : 0;
    stress->active = stress->more_active ? 1 : pass % stress->writers + 1;
}

/* A failed writer keeps its lock, and a CPU that waits for the lock would fail next. The
 * trial is over, so the lock is released: it protects nothing any more. */
static void release_locks(struct stress *stress)
{
    for (unsigned w = 0; w < stress->writers; w++)
        spin_unlock(&stress->writer[w].lock);
}

/* False if one of them has failed. */
static bool stop_writers(struct stress *stress, const struct environment *environment,
                         const struct time_slice *time_slice, unsigned number)
{
    unsigned workers = stress->active + stress->more_active +
                       (stress->trial->third ? 1 : 0);
    bool returned = true;

    WRITE_ONCE(stress->stop, 1);
    /* Of two CPUs that wake each other, one may fail while the other sleeps. */
    for (unsigned w = 0; stress->trial->third && w < workers; w++)
        worker_wake(environment->cpu(worker_for(environment, time_slice, number, w)));
    for (unsigned w = 0; w < workers; w++)
        if (!environment->wait(worker_for(environment, time_slice, number, w),
                               scaled_timeout_us(STRESS_STOP_LIMIT_US))) {
            returned = false;
            release_locks(stress);
        }
    return returned;
}

/* Each setting uses other slots, so readers and writers start again at the first. */
static void begin_at_the_start(struct stress *stress)
{
    stress->cursor = stress->table = 0;
    for (unsigned r = 0; r < stress->more_readers; r++)
        stress->more[r].cursor = stress->more[r].table = 0;
}

/* Runs one time slice at one setting: starts the writers, reads, stops the writers. */
static bool run_time_slice(struct stress *stress, const struct environment *environment,
                           const struct time_slice *time_slice, unsigned number)
{
    stress->setting = stress->tallies->setting[time_slice->setting];
    stress->tally = &stress->tallies->tally[time_slice->setting];
    begin_at_the_start(stress);
    choose_crowd(stress, time_slice->pass);
    unsigned third = worker_for(environment, time_slice, number, stress->active);
    stress->third_cpu = stress->trial->third ? environment->cpu(third) : 0;
    WRITE_ONCE(stress->stop, 0);
    sampler_place(PLACE_WALKER);
    for (unsigned w = 0; w < stress->active; w++)
        environment->start(worker_for(environment, time_slice, number, w),
                           write_until_stopped, &stress->writer[w]);
    for (unsigned r = 0; r < stress->more_active; r++)
        environment->start(worker_for(environment, time_slice, number,
                                      stress->active + r),
                           read_until_stopped, &stress->more[r]);
    if (stress->trial->third)
        environment->start(third, write_third_until_stopped, &stress->writer[0]);
    read_for(stress, time_slice->slice_us);
    sampler_place(PLACE_OTHER);
    bool returned = stop_writers(stress, environment, time_slice, number);
    collect(stress);
    if (returned && stress->trial->workload->settle)
        stress->trial->workload->settle(stress);
    return returned;
}

/* At most half of the workers read. Only the first CPU's floating-point unit is
 * initialized (litmus/variants/wide.h). */
static void set_up_readers(struct stress *stress, const struct environment *environment)
{
    const struct trial *trial = stress->trial;

    if (trial->workload->read_more && !trial->third && !trial->needs)
        stress->more_readers = environment->workers / 2 < MORE_READERS_MAX
                                   ? environment->workers / 2
                                   : MORE_READERS_MAX;
    for (unsigned i = 0; i < stress->more_readers; i++) {
        stress->more[i].stress = stress;
        stress->more[i].number = i;
        stress->more[i].tally.first_tear_us = NOT_YET;
    }
}

static void set_up(struct stress *stress, const struct trial *trial,
                   const struct environment *environment,
                   const struct litmus_options *options, const struct plan *plan,
                   struct tallies *tallies)
{
    unsigned writers = options->writers ? options->writers : WRITERS_AUTO;

    stress->trial = trial;
    stress->tallies = tallies;
    stress->slots = options->slots ? options->slots : SLOTS_MAX;
    stress->writers = writers < environment->workers ? writers : environment->workers;
    if (stress->writers > WRITERS_MAX)
        stress->writers = WRITERS_MAX;
    /* A third CPU works beside one other writer. */
    if (trial->third || trial->workload->one_writer)
        stress->writers = 1;
    set_up_readers(stress, environment);
    cpumask_set(&stress->readers, cpu_index());
    cpumask_set(&stress->users, cpu_index());
    tallies->settings = plan->settings;
    for (unsigned i = 0; i < plan->settings; i++) {
        tallies->setting[i] = plan->setting[i];
        tallies->tally[i].first_tear_us = NOT_YET;
    }
    for (unsigned i = 0; i < stress->writers; i++) {
        struct writer *writer = &stress->writer[i];
        writer->stress = stress;
        writer->number = i;
        writer->lock = (struct spinlock)SPINLOCK("page table");
        random_seed(&writer->random, options->seed + i, trial->id);
        if (trial->third)
            random_seed(&writer->third_random, options->seed + WRITERS_MAX + i,
                        trial->id);
    }
}

/* The workers of a trial's first time slice. */
static void for_the_first(const struct trial *trial,
                          const struct environment *environment,
                          void (*what)(unsigned worker))
{
    const struct time_slice first = { 0 };

    for (unsigned w = 0; w < (trial->third ? 2 : 1) && w < environment->workers; w++)
        what(worker_for(environment, &first, 0, w));
}

void stress_wake_ahead(const struct trial *trial, const struct environment *environment)
{
    for_the_first(trial, environment, environment->wake_ahead);
}

enum stress_end stress_run(const struct trial *trial,
                           const struct environment *environment,
                           const struct litmus_options *options, const struct plan *plan,
                           struct tallies *tallies)
{
    static struct stress stress;
    enum stress_end end = STRESS_DONE;
    struct time_slices time_slices;
    struct deadline limit = deadline_in_us((uint64_t)plan->limit_ms * 1000);
    struct deadline longest = deadline_in_us((uint64_t)plan->longest_ms * 1000);
    struct deadline patience = deadline_in_us((uint64_t)plan->timeout_ms * 1000);

    stress.begun_us = clock_us();
    set_up(&stress, trial, environment, options, plan, tallies);
    time_slices_start(&time_slices, plan);
    struct time_slice time_slice = time_slices_next(&time_slices, tallies);
    stress.setting = plan->setting[time_slice.setting];
    if (!trial->workload->prepare(&stress))
        end = STRESS_NO_MEMORY;
    for_the_first(trial, environment, environment->wait_awake);
    for (unsigned number = 0; end == STRESS_DONE; number++) {
        if (!run_time_slice(&stress, environment, &time_slice, number))
            end = STRESS_LOST;
        else if (enough(&stress, plan, deadline_passed(&patience)) ||
                 (deadline_passed(&limit) && time_slices_had_chances(plan, tallies)) ||
                 deadline_passed(&longest))
            break;
        environment->progress(trial->id, percent_of(plan, clock_us() - stress.begun_us));
        time_slice = time_slices_next(&time_slices, tallies);
    }
    tallies->total_us = clock_us() - stress.begun_us;
    if (!environment->not_stopped()) {
        trial->workload->clean(&stress);
        /* For the next trial, whose time has not begun. */
        memset(&stress, 0, sizeof(stress));
    }
    return end;
}

#include "litmus/stress/on_one_cpu.h"

#include "arch/cpu/cpu.h"
#include "lib/string.h"
#include "litmus/stress/workload.h"

enum {
    /* Entries in use; a trial has hundreds. */
    SLOTS_ALONE = 8,
    /* A delay runs the same code whatever its length. */
    LONGEST_DELAY = 2,
    /* Each pass begins in the state that the last one left. */
    PASSES_ALONE = 2,
};

static uint16_t at_most(uint16_t delay)
{
    return delay < LONGEST_DELAY ? delay : LONGEST_DELAY;
}

static void set_up(struct stress *stress, const struct trial *trial,
                   const struct litmus_options *options, struct tallies *tallies)
{
    struct writer *writer = &stress->writer[0];

    memset(stress, 0, sizeof(*stress));
    stress->trial = trial;
    stress->tallies = tallies;
    stress->tally = &tallies->tally[0];
    tallies->settings = 1;
    tallies->tally[0].first_tear_us = NOT_YET;
    stress->slots = SLOTS_ALONE;
    stress->writers = stress->active = 1;
    cpumask_set(&stress->readers, cpu_index());
    writer->stress = stress;
    writer->cpu = cpu_index();
    writer->lock = (struct spinlock)SPINLOCK("page table");
    random_seed(&writer->random, options->seed, "alone");
}

static void play(struct stress *stress, struct setting setting)
{
    setting.window = at_most(setting.window);
    setting.gap = at_most(setting.gap);
    /* A writer in one cache line pauses only after many passes. On one CPU a pause is
     * long, because it waits for readers. */
    struct setting writers = setting;
    writers.sweep = SWEEP_HOT;
    stress->setting = setting;
    for (unsigned pass = 0; pass < PASSES_ALONE; pass++) {
        stress->trial->workload->write_pass(&stress->writer[0], &writers);
        stress->trial->workload->read_pass(stress, pass);
    }
}

void stress_on_one_cpu(const struct trial *trial, const struct litmus_options *options,
                       const struct plan *plan, struct tallies *tallies)
{
    static struct stress stress;

    if (!trial->workload->alone || trial->third || !plan->probe_phase)
        return;
    set_up(&stress, trial, options, tallies);
    if (!trial->workload->prepare(&stress))
        return;
    for (unsigned i = 0; i < plan->probe_phase; i++)
        play(&stress, plan->setting[plan->order[i]]);
    trial->workload->clean(&stress);
}

#include "litmus/stress.h"

#include "arch/clock.h"
#include "arch/cpu.h"
#include "arch/instructions.h"
#include "lib/string.h"
#include "litmus/scene.h"

enum {
    CONTROL_TIME_MS = 3000,      /* budgets per trial, shared by its settings */
    POSITIVE_TIME_MS = 15000,
    POSITIVE_COUNT = 1000000,    /* accepted reads at each setting */
    CONTROL_TEARS = 16,          /* at one setting: enough for a rate */
    PASSES_PER_CLOCK = 8,
    WRITERS_AUTO = 3,
    STOP_LIMIT_US = 20000000,
};

/* Wide windows find what needs a long gap between two accesses, narrow ones what needs speed;
 * small batches bring clearing and setting of one entry close together. */
static const struct setting settings_auto[] = {
    { 0, 0, 512 }, { 1, 0, 64 }, { 2, 2, 512 }, { 0, 4, 64 }, { 8, 0, 8 }, { 32, 0, 1 },
};
static const uint16_t batches_auto[] = { 512, 8 };

/* The windows that the options ask for, crossed with two batch sizes; else the table above. */
static unsigned choose_settings(const struct litmus_options *options, struct setting *out)
{
    unsigned n = 0;
    static const uint32_t none = 0;
    const uint32_t *paces = options->pace_count ? options->paces : &none;
    const uint32_t *gaps = options->gap_count ? options->gaps : &none;
    unsigned pace_count = options->pace_count ? options->pace_count : 1;
    unsigned gap_count = options->gap_count ? options->gap_count : 1;

    if (!options->pace_count && !options->gap_count) {
        memcpy(out, settings_auto, sizeof(settings_auto));
        return ARRAY_SIZE(settings_auto);
    }
    for (unsigned p = 0; p < pace_count; p++)
        for (unsigned g = 0; g < gap_count; g++)
            for (unsigned b = 0; b < ARRAY_SIZE(batches_auto) && n < SETTINGS_MAX; b++)
                out[n++] = (struct setting){ (uint16_t)paces[p], (uint16_t)gaps[g],
                                             batches_auto[b] };
    return n;
}

void stress_tear(struct stress *stress, const struct tear *tear)
{
    struct tallies *tallies = stress->tallies;
    uint32_t at_us = (uint32_t)(clock_us() - stress->begun_us);

    if (stress->tally->first_tear_us == NOT_YET)
        stress->tally->first_tear_us = at_us;
    if (tallies->tears_kept == TEARS_KEPT)
        return;
    struct tear *kept = &tallies->tear[tallies->tears_kept++];
    *kept = *tear;
    kept->at_us = at_us;
}

/* What a worker does until it is stopped. */
static void write_until_stopped(void *argument)
{
    struct writer *writer = argument;
    const struct scene *scene = writer->stress->trial->scene;
    writer->cpu = cpu_index();
    while (!READ_ONCE(writer->stress->stop))
        scene->write_pass(writer, &writer->stress->setting);
}

/* The workers take turns from setting to setting, so that each CPU gets to write. */
static unsigned worker_for(const struct stress *stress, const struct stage *stage,
                           unsigned round, unsigned writer)
{
    return (round * stress->writers + writer) % stage->workers;
}

static bool enough(const struct stress *stress, const struct litmus_options *options)
{
    if (stress->trial->expected == SOMETIMES)
        return tally_torn(stress->tally) >= CONTROL_TEARS;
    return tally_accepted(stress->tally) >=
           (options->count ? options->count : POSITIVE_COUNT);
}

static void read_until_enough(struct stress *stress, const struct litmus_options *options,
                              uint32_t limit_us)
{
    uint64_t begin = clock_us();
    struct deadline limit = deadline_in_us(limit_us);
    for (unsigned pass = 0;; pass++) {
        stress->trial->scene->read_pass(stress, pass);
        if (pass % PASSES_PER_CLOCK == 0 &&
            (enough(stress, options) || deadline_passed(&limit)))
            break;
    }
    stress->tally->elapsed_us = (uint32_t)(clock_us() - begin);
}

/* Moves what the writers counted into the tally of the setting. */
static void collect(struct stress *stress)
{
    for (unsigned i = 0; i < stress->writers; i++) {
        struct writer *writer = &stress->writer[i];
        stress->tally->programs += writer->programs;
        stress->tally->flushes += writer->flushes;
        stress->tally->waits += writer->waits;
        stress->tally->reading[READ_STALE] += writer->stale;
        writer->programs = writer->stale = 0;
        writer->flushes = writer->waits = 0;
    }
}

static bool run_setting(struct stress *stress, const struct stage *stage,
                        const struct litmus_options *options, unsigned round,
                        uint32_t limit_us)
{
    bool returned = true;

    stress->setting = stress->tallies->setting[round];
    stress->tally = &stress->tallies->tally[round];
    stress->tally->first_tear_us = NOT_YET;
    WRITE_ONCE(stress->stop, 0);
    for (unsigned i = 0; i < stress->writers; i++)
        stage->start(worker_for(stress, stage, round, i), write_until_stopped,
                     &stress->writer[i]);
    read_until_enough(stress, options, limit_us);
    WRITE_ONCE(stress->stop, 1);
    for (unsigned i = 0; i < stress->writers; i++)
        returned &= stage->wait(worker_for(stress, stage, round, i), STOP_LIMIT_US);
    collect(stress);
    return returned;
}

static void set_up(struct stress *stress, const struct trial *trial,
                   const struct stage *stage, const struct litmus_options *options,
                   struct tallies *tallies)
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
    stress->begun_us = clock_us();
    cpumask_set(&stress->readers, cpu_index());
    tallies->settings = choose_settings(options, tallies->setting);
    trial_name(trial, ENGINE_STRESS, name);
    for (unsigned i = 0; i < stress->writers; i++) {
        struct writer *writer = &stress->writer[i];
        writer->stress = stress;
        writer->number = i;
        writer->lock = (struct spinlock)SPINLOCK("page table");
        random_seed(&writer->random, options->seed + i, name);
    }
}

enum stress_end stress_run(const struct trial *trial, const struct stage *stage,
                           const struct litmus_options *options, struct tallies *tallies)
{
    static struct stress stress;
    enum stress_end end = STRESS_DONE;
    uint32_t time_ms = options->time_ms;

    if (!time_ms)
        time_ms = trial->expected == NEVER ? POSITIVE_TIME_MS : CONTROL_TIME_MS;
    set_up(&stress, trial, stage, options, tallies);
    if (!trial->scene->prepare(&stress))
        end = STRESS_NO_MEMORY;
    uint32_t limit_us = time_ms * 1000 / tallies->settings;
    for (unsigned i = 0; i < tallies->settings && end == STRESS_DONE; i++) {
        if (!run_setting(&stress, stage, options, i, limit_us))
            end = STRESS_STUCK;
        stage->progress(trial->id, (i + 1) * 100 / tallies->settings);
    }
    if (end != STRESS_STUCK)
        trial->scene->clean(&stress);
    return end;
}

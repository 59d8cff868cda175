#include "litmus/stress/warm_up.h"

#include "arch/time/clock.h"
#include "lib/compiler.h"
#include "lib/format.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/stress/on_one_cpu.h"
#include "litmus/stress/stress.h"
#include "litmus/stress/workload.h"

enum { WARM_UP_MS = 1 };

/* Two trials at the level of one entry. Together they run most of the code that others
 * use: a program for a batch of slots at a time, and for each slot by itself. */
static const char *const warmed_up[] = { "lockless", "counted" };

static const struct trial *find(const char *id)
{
    for (unsigned i = 0; i < catalogue_size; i++)
        if (catalogue[i].workload == &workload_table &&
            string_equal(catalogue[i].level, "pte") && string_equal(catalogue[i].id, id))
            return &catalogue[i];
    panic("there is no trial pte/%s to rehearse", id);
}

static char torn[REASON_SIZE];

static void note_torn(const struct trial *trial, const struct tallies *tallies,
                      const struct environment *environment)
{
    struct tally sum;

    tally_sum(tallies, &sum);
    if (!tally_torn(&sum) || torn[0])
        return;
    format(torn, sizeof(torn), "%llu torn reads in the rehearsal: see run=stress/%s/%s",
           (unsigned long long)tally_torn(&sum), trial->level, trial->id);
    line(environment->log, "# %s", torn);
}

static struct tallies tallies;

static bool warm_up_one(const struct trial *trial, const struct environment *environment,
                        const struct litmus_options *options)
{
    static const struct plan plan = {
        .settings = 1,
        .setting = { { 2, 0, SLOTS_MAX, SWEEP_CHASE } },
        .ordered = 1,
        .limit_ms = WARM_UP_MS,
        .slice_us = 1000 * WARM_UP_MS,
        .reads = { 1 },
    };
    memset(&tallies, 0, sizeof(tallies));
    enum stress_end end = stress_run(trial, environment, options, &plan, &tallies);
    note_torn(trial, &tallies, environment);
    return end != STRESS_LOST;
}

const char *warm_up_torn(void)
{
    return torn[0] ? torn : NULL;
}

/* The code that all trials share. */
static bool warm_up_engine(const struct environment *environment,
                           const struct litmus_options *options)
{
    for (unsigned i = 0; i < ARRAY_SIZE(warmed_up); i++)
        if (!warm_up_one(find(warmed_up[i]), environment, options))
            return false;
    return true;
}

/* A trial's own code, at the settings of its probe phase. */
static void warm_up_alone(const struct trial *trial,
                          const struct environment *environment,
                          const struct litmus_options *options)
{
    static struct plan plan;

    plan_make(&plan, trial, ENGINE_STRESS, options, NULL, 0);
    memset(&tallies, 0, sizeof(tallies));
    stress_on_one_cpu(trial, options, &plan, &tallies);
    note_torn(trial, &tallies, environment);
}

static bool will_run(const struct result *result, const struct engine_run *run)
{
    static struct result scratch; /* receives the reason */

    scratch.trial = result->trial;
    scratch.engine = result->engine;
    return result->engine == ENGINE_STRESS &&
           run->requirements_met(&scratch, run->environment);
}

bool warm_up(const struct engine_run *run)
{
    uint64_t begun_us = clock_us();

    if (!warm_up_engine(run->environment, run->options))
        return false;
    for (unsigned i = 0; i < run->count; i++)
        if (will_run(&run->results[i], run))
            warm_up_alone(run->results[i].trial, run->environment, run->options);
    line(run->environment->log, "# rehearsal: %llu us, before the first stress trial",
         (unsigned long long)(clock_us() - begun_us));
    return true;
}

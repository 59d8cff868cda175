#include "litmus/run/session.h"

#include "arch/cpu/cpu.h"
#include "lib/format.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/engine/integrity.h"
#include "litmus/nmi/sampler.h"
#include "litmus/run/engines.h"
#include "litmus/run/progress.h"
#include "litmus/run/report.h"
#include "litmus/run/requirements.h"
#include "litmus/run/rounds.h"
#include "litmus/run/trials.h"
#include "litmus/variants/wide.h"

static struct result results[RESULTS_MAX];
static char first_lost_reason[REASON_SIZE]; /* room for "CPU failed during a trial" */

static void collect_one(const struct trial *trial, enum engine_id engine, void *context)
{
    unsigned *count = context;
    ASSERT(*count < RESULTS_MAX);
    results[*count].trial = trial;
    results[*count].engine = engine;
    ++*count;
}

/* An interpreter would ignore such a step. */
static bool is_refused(struct result *result)
{
    const struct trial *trial = result->trial;
    const struct engine *engine = engine_of(result);
    uint32_t steps = engine->steps ? engine->steps(trial) : 0;
    const struct step *refused = program_refused(trial->program, steps);

    if (!refused)
        refused = program_refused(trial->third, steps);
    if (!refused)
        return false;
    result->status = STATUS_ERROR;
    format(result->reason, REASON_SIZE,
           "its program has %s, which its fixture does not carry out",
           step_name(refused->kind));
    return true;
}

static void run_by_its_engine(struct result *result, const struct engine_run *run)
{
    if (run->options->schedule &&
        (run->count != 1 || !engine_traits[result->engine].replays))
        result_skip(result,
                    "schedule= is for one trial of the interleave engine, named by run=");
    else if (!is_refused(result))
        engine_of(result)->run(result, run);
}

/* A CPU that failed makes the trial an ERROR, whatever its result was; only a failure of
 * the subject is more severe. */
static void account_for_lost(struct result *result, const struct environment *environment)
{
    char lost[REASON_SIZE];

    if (!environment->lost(lost, sizeof(lost)))
        return;
    if (!first_lost_reason[0])
        string_copy(first_lost_reason, sizeof(first_lost_reason), lost);
    if (result->status == STATUS_NOT_OK)
        return;
    result->status = STATUS_ERROR;
    format(result->reason, REASON_SIZE, "%s", lost);
}

/* A wrong size in an NMI is a failure, whatever the trial's own question is. */
static void check_samples(struct result *result, const struct environment *environment)
{
    char name[TRIAL_NAME_SIZE], wrong[REASON_SIZE];
    bool good = sampler_end(wrong, sizeof(wrong));

    trial_name(result->trial, result->engine, name);
    sampler_report_trial(environment->log, name);
    if (good || result->status == STATUS_NOT_OK)
        return;
    result->status = STATUS_NOT_OK;
    format(result->reason, REASON_SIZE, "%s", wrong);
}

static void run_one(struct result *result, const struct engine_run *run)
{
    const struct environment *environment = run->environment;
    const struct engine_traits *traits = &engine_traits[result->engine];

    if (!traits->on_one_cpu && environment->not_stopped()) {
        result_skip(result,
                    "a CPU that was lost may still be at work in an earlier trial");
        return;
    }
    if (!trial_requirements_met(result, environment))
        return;
    integrity_start();
    sampler_begin(traits->is_sampled);
    run_by_its_engine(result, run);
    check_samples(result, environment);
    account_for_lost(result, environment);
    integrity_check(result);
}

/* Trials that had not begun when the user stopped the run are skipped. */
static void leave_out(struct result *result)
{
    result_skip(result, "the run was stopped before it");
    result->not_run = true;
}

static void say_stopped(unsigned count, struct summary *summary)
{
    char text[REASON_SIZE];

    if (!summary->not_run)
        return;
    format(text, sizeof(text), "stopped on request after %u of %u trials",
           count - summary->not_run, count);
    summary_doubt(summary, text);
}

/* Finds CPUs that failed without any trial noticing. */
static void close_summary(const struct environment *environment, struct summary *summary)
{
    char lost[REASON_SIZE];

    environment->ping_all();
    if (environment->lost(lost, sizeof(lost)))
        summary_error(summary, lost);
    if (first_lost_reason[0])
        summary_doubt(summary, first_lost_reason);
    if (environment->missing)
        summary_doubt(summary, environment->missing);
    if (environment->unwanted)
        summary_note(summary, environment->unwanted);
}

static bool asked_to_stop(const struct environment *environment)
{
    return environment->stop && environment->stop();
}

/* The next trial's workers wake up while the log is written. */
static void wake_ahead_for(unsigned next, unsigned count,
                           const struct environment *environment)
{
    if (next < count && engine_of(&results[next])->wake_ahead)
        engine_of(&results[next])->wake_ahead(results[next].trial, environment);
}

/* Runs all trials once, or until the user stops the run. Returns how many results are in
 * the log: a later round may leave trials out without making the run incomplete. */
static unsigned run_round(const struct environment *environment,
                          const struct litmus_options *options, struct rounds *rounds,
                          unsigned count, unsigned before)
{
    static char name[TRIAL_NAME_SIZE]; /* of the current trial */
    const struct engine_run run = { environment, options, results, count,
                                    trial_requirements_met };
    unsigned reported = 0;
    bool stopped = false;

    this_cpu()->trial = name;
    this_cpu()->phase = CPU_PHASE_TRIAL;
    rounds_begin(rounds, results, count);
    progress_begin_round(rounds->wanted == 1 ? 0 : rounds->done + 1);
    for (unsigned i = 0; i < count; i++) {
        stopped = asked_to_stop(environment);
        trial_name(results[i].trial, results[i].engine, name);
        progress_begin(i);
        environment->progress(name, 0);
        if (stopped)
            leave_out(&results[i]);
        else
            run_one(&results[i], &run);
        progress_end(i);
        wake_ahead_for(i + 1, count, environment);
        if (stopped && rounds->done)
            continue;
        reported++;
        engine_of(&results[i])
            ->report(environment->log, before + reported, &results[i], results, options);
    }
    progress_end_round(); /* before the merged results replace those of this round */
    rounds_end(rounds, results, count, !stopped);
    return reported;
}

/* The plan comes first if it is known, as KTAP requires, and else last, as TAP allows. */
static void run_rounds(const struct environment *environment,
                       const struct litmus_options *options, struct rounds *rounds,
                       unsigned count)
{
    struct litmus_options this_round = *options;
    unsigned reported = 0;

    if (rounds->wanted == 1)
        report_plan(environment->log, count);
    do {
        this_round.seed = options->seed + rounds->done;
        if (rounds->wanted != 1)
            report_round(environment->log, rounds->done + 1, this_round.seed);
        reported += run_round(environment, &this_round, rounds, count, reported);
    } while (rounds_go_on(rounds) && !asked_to_stop(environment));
    if (rounds->wanted != 1) {
        report_rounds(environment->log, rounds->done);
        report_plan(environment->log, reported);
    }
}

static void init_engines(void)
{
    for (unsigned i = 0; i < ENGINES; i++)
        if (engines[i]->init)
            engines[i]->init();
}

static void report_ends(struct line_sink *sink)
{
    for (unsigned i = 0; i < ENGINES; i++)
        if (engines[i]->report_end)
            engines[i]->report_end(sink);
}

static void account_for_engines(struct summary *summary)
{
    for (unsigned i = 0; i < ENGINES; i++)
        if (engines[i]->failure && engines[i]->failure())
            summary_error(summary, engines[i]->failure());
}

void session_run(const struct environment *environment,
                 const struct litmus_options *options, struct summary *summary)
{
    static struct rounds rounds;
    unsigned count = 0;

    init_engines();
    sampler_init(options->nmis);
    if (wide_has_fpu())
        wide_init();
    trials_each(options->selects, collect_one, &count);
    progress_start(results, count, options->time_ms);
    rounds.wanted = options->rounds;
    run_rounds(environment, options, &rounds, count);
    sampler_report(environment->log);
    report_ends(environment->log);
    summarize(results, count, summary);
    account_for_engines(summary);
    say_stopped(count, summary);
    close_summary(environment, summary);
    report_summary(environment->log, summary);
}

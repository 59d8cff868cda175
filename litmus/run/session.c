#include "litmus/run/session.h"

#include "arch/cpu/cpu.h"
#include "lib/format.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/bench/bench.h"
#include "litmus/run/progress.h"
#include "litmus/run/integrity.h"
#include "litmus/interleave/interleave.h"
#include "litmus/variants/wide.h"
#include "litmus/run/requirements.h"
#include "litmus/probe/probe.h"
#include "litmus/run/warm_up.h"
#include "litmus/judge/report.h"
#include "litmus/run/rounds.h"
#include "litmus/nmi/sampler.h"
#include "litmus/stress/nmi_flush.h"
#include "litmus/stress/nmi_sizes.h"
#include "litmus/stress/plan.h"
#include "litmus/stress/stepped.h"
#include "litmus/stress/stress.h"
#include "litmus/trials/trials.h"

static struct result results[RESULTS_MAX];
static char first_lost[REASON_SIZE]; /* CPU during a trial */

static void collect_one(const struct trial *trial, enum engine_id engine, void *context)
{
    unsigned *count = context;
    ASSERT(*count < RESULTS_MAX);
    results[*count].trial = trial;
    results[*count].engine = engine;
    ++*count;
}

static void interleave_one(struct result *result, const struct environment *environment,
                           const struct litmus_options *options)
{
    switch (interleave_run(environment, options, result)) {
    case INTERLEAVE_DONE:
        judge(result, results, (unsigned)(result - results));
        return;
    case INTERLEAVE_NO_MEMORY:
        result->status = STATUS_SKIP;
        return;
    case INTERLEAVE_WRONG:
    case INTERLEAVE_IMPOSSIBLE:
        result->status = STATUS_ERROR;
        return;
    }
}

static void stress_one(struct result *result, const struct environment *environment,
                       const struct litmus_options *options, unsigned count)
{
    static struct plan plan;
    static bool rehearsed;

    if (!rehearsed && !rehearse(results, count, environment, options)) {
        result->status = STATUS_ERROR;
        return;
    }
    rehearsed = true;
    plan_make(&plan, result->trial, result->engine, options, results,
              (unsigned)(result - results));
    switch (stress_run(result->trial, environment, options, &plan, &result->tallies)) {
    case STRESS_DONE:
        judge(result, results, (unsigned)(result - results));
        return;
    case STRESS_NO_MEMORY:
        result_skip(result, "no memory left for its tables: give the machine more");
        return;
    case STRESS_LOST:
        result->status = STATUS_ERROR;
        return;
    }
}

static void play_one(struct result *result, const struct environment *environment,
                     const struct litmus_options *options, unsigned count)
{
    if (options->schedule && (count != 1 || result->engine != ENGINE_INTERLEAVE))
        result_skip(result,
                    "schedule= is for one trial of the interleave engine, named by run=");
    else if (result->engine == ENGINE_INTERLEAVE)
        interleave_one(result, environment, options);
    else if (result->engine == ENGINE_BENCH)
        bench_run_trial(result, environment, options);
    else if (result->engine == ENGINE_PROBE)
        probe_run_trial(result, environment, options, results, (unsigned)(result - results));
    else
        stress_one(result, environment, options, count);
}

/* A CPU that was lost spoils the trial, whatever it had found; only a failure of the
 * subject weighs more. */
static void account_for_lost(struct result *result, const struct environment *environment)
{
    char lost[REASON_SIZE];

    if (!environment->lost(lost, sizeof(lost)))
        return;
    if (!first_lost[0])
        string_copy(first_lost, sizeof(first_lost), lost);
    if (result->status == STATUS_NOT_OK)
        return;
    result->status = STATUS_ERROR;
    format(result->reason, REASON_SIZE, "%s", lost);
}

/* A wrong size in an NMI is a failure, whatever the trial itself was about. */
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

static void run_one(struct result *result, const struct environment *environment,
                    const struct litmus_options *options, unsigned count)
{
    if (result->engine != ENGINE_INTERLEAVE && environment->not_stopped()) {
        result_skip(result, "a CPU that was lost may still be at work in an earlier trial");
        return;
    }
    if (!trial_requirements_met(result, environment))
        return;
    integrity_start();
    sampler_begin(result->engine == ENGINE_STRESS || result->engine == ENGINE_PROBE);
    play_one(result, environment, options, count);
    check_samples(result, environment);
    account_for_lost(result, environment);
    integrity_check(result);
}

/* What had not begun when somebody asked for the end is not run. */
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

/* Who died without being missed by a trial is missed now. */
static void close_the_roll(const struct environment *environment, struct summary *summary)
{
    char lost[REASON_SIZE];

    environment->ping_all();
    if (environment->lost(lost, sizeof(lost)))
        summary_error(summary, lost);
    if (first_lost[0])
        summary_doubt(summary, first_lost);
    if (environment->missing)
        summary_doubt(summary, environment->missing);
    if (environment->unwanted)
        summary_note(summary, environment->unwanted);
}

static bool asked_to_stop(const struct environment *environment)
{
    return environment->stop && environment->stop();
}

/* While the log is written, who is first needed by the next trial wakes up. */
static void call_for(unsigned next, unsigned count, const struct environment *environment)
{
    if (next < count && results[next].engine == ENGINE_STRESS)
        stress_call(results[next].trial, environment);
}

/* Once through all trials, or until asked to stop. Returns how many of them are in the log:
 * what is left out of a later round is not missing from the run. */
static unsigned run_round(const struct environment *environment, const struct litmus_options *options,
                          struct rounds *rounds, unsigned count, unsigned before)
{
    static char phase[TRIAL_NAME_SIZE];
    unsigned reported = 0;
    bool stopped = false;

    this_cpu()->phase = phase;
    rounds_begin(rounds, results, count);
    progress_begin_round(rounds->wanted == 1 ? 0 : rounds->done + 1);
    for (unsigned i = 0; i < count; i++) {
        stopped = asked_to_stop(environment);
        trial_name(results[i].trial, results[i].engine, phase);
        progress_begin(i);
        environment->progress(phase, 0);
        if (stopped)
            leave_out(&results[i]);
        else
            run_one(&results[i], environment, options, count);
        progress_end(i);
        call_for(i + 1, count, environment);
        if (stopped && rounds->done)
            continue;
        reported++;
        report_result(environment->log, before + reported, &results[i], results, options);
    }
    progress_end_round(); /* before what is remembered takes the place of what it found */
    rounds_end(rounds, results, count, !stopped);
    return reported;
}

/* The plan comes first where it is known, as KTAP wants it, and else last, as TAP allows. */
static void run_rounds(const struct environment *environment, const struct litmus_options *options,
                       struct rounds *rounds, unsigned count)
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

void session_run(const struct environment *environment, const struct litmus_options *options,
                 struct summary *summary)
{
    static struct rounds rounds;
    unsigned count = 0;

    stepped_init();
    nmi_flush_init();
    nmi_sizes_init();
    sampler_init(options->nmis);
    if (wide_has_fpu())
        wide_init();
    trials_each(options->selects, collect_one, &count);
    progress_start(results, count, options->time_ms);
    rounds.wanted = options->rounds;
    run_rounds(environment, options, &rounds, count);
    sampler_report(environment->log);
    probe_report_character(environment->log);
    summarize(results, count, summary);
    if (warm_up_torn())
        summary_error(summary, warm_up_torn());
    say_stopped(count, summary);
    close_the_roll(environment, summary);
    report_summary(environment->log, summary);
}

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

static void interleave_one(struct result *result, const struct stage *stage,
                           const struct litmus_options *options)
{
    switch (interleave_run(stage, options, result)) {
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

static void stress_one(struct result *result, const struct stage *stage,
                       const struct litmus_options *options, unsigned count)
{
    static struct plan plan;
    static bool rehearsed;

    if (!rehearsed && !rehearse(results, count, stage, options)) {
        result->status = STATUS_ERROR;
        return;
    }
    rehearsed = true;
    plan_make(&plan, result->trial, result->engine, options, results,
              (unsigned)(result - results));
    switch (stress_run(result->trial, stage, options, &plan, &result->tallies)) {
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

static void play_one(struct result *result, const struct stage *stage,
                     const struct litmus_options *options, unsigned count)
{
    if (options->schedule && (count != 1 || result->engine != ENGINE_INTERLEAVE))
        result_skip(result,
                    "schedule= is for one trial of the interleave engine, named by run=");
    else if (result->engine == ENGINE_INTERLEAVE)
        interleave_one(result, stage, options);
    else if (result->engine == ENGINE_BENCH)
        bench_play(result, stage, options);
    else if (result->engine == ENGINE_PROBE)
        probe_play(result, stage, options, results, (unsigned)(result - results));
    else
        stress_one(result, stage, options, count);
}

/* A CPU that was lost spoils the trial, whatever it had found; only a failure of the
 * subject weighs more. */
static void account_for_lost(struct result *result, const struct stage *stage)
{
    char lost[REASON_SIZE];

    if (!stage->lost(lost, sizeof(lost)))
        return;
    if (!first_lost[0])
        string_copy(first_lost, sizeof(first_lost), lost);
    if (result->status == STATUS_NOT_OK)
        return;
    result->status = STATUS_ERROR;
    format(result->reason, REASON_SIZE, "%s", lost);
}

/* A wrong size in an NMI is a failure, whatever the trial itself was about. */
static void check_samples(struct result *result, const struct stage *stage)
{
    char name[TRIAL_NAME_SIZE], wrong[REASON_SIZE];
    bool good = sampler_end(wrong, sizeof(wrong));

    trial_name(result->trial, result->engine, name);
    sampler_report_trial(stage->log, name);
    if (good || result->status == STATUS_NOT_OK)
        return;
    result->status = STATUS_NOT_OK;
    format(result->reason, REASON_SIZE, "%s", wrong);
}

static void run_one(struct result *result, const struct stage *stage,
                    const struct litmus_options *options, unsigned count)
{
    if (result->engine != ENGINE_INTERLEAVE && stage->at_large()) {
        result_skip(result, "a CPU that was lost may still be at work in an earlier trial");
        return;
    }
    if (!trial_possible(result, stage))
        return;
    guard_start();
    sampler_begin(result->engine == ENGINE_STRESS || result->engine == ENGINE_PROBE);
    play_one(result, stage, options, count);
    check_samples(result, stage);
    account_for_lost(result, stage);
    guard_check(result);
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
static void close_the_roll(const struct stage *stage, struct summary *summary)
{
    char lost[REASON_SIZE];

    stage->roll_call();
    if (stage->lost(lost, sizeof(lost)))
        summary_error(summary, lost);
    if (first_lost[0])
        summary_doubt(summary, first_lost);
    if (stage->missing)
        summary_doubt(summary, stage->missing);
    if (stage->unwanted)
        summary_note(summary, stage->unwanted);
}

static bool asked_to_stop(const struct stage *stage)
{
    return stage->stop && stage->stop();
}

/* While the log is written, who is first needed by the next trial wakes up. */
static void call_for(unsigned next, unsigned count, const struct stage *stage)
{
    if (next < count && results[next].engine == ENGINE_STRESS)
        stress_call(results[next].trial, stage);
}

/* Once through all trials, or until asked to stop. Returns how many of them are in the log:
 * what is left out of a later round is not missing from the run. */
static unsigned run_round(const struct stage *stage, const struct litmus_options *options,
                          struct rounds *rounds, unsigned count, unsigned before)
{
    static char phase[TRIAL_NAME_SIZE];
    unsigned reported = 0;
    bool stopped = false;

    this_cpu()->phase = phase;
    rounds_begin(rounds, results, count);
    course_begin_round(rounds->wanted == 1 ? 0 : rounds->done + 1);
    for (unsigned i = 0; i < count; i++) {
        stopped = asked_to_stop(stage);
        trial_name(results[i].trial, results[i].engine, phase);
        course_begin(i);
        stage->progress(phase, 0);
        if (stopped)
            leave_out(&results[i]);
        else
            run_one(&results[i], stage, options, count);
        course_end(i);
        call_for(i + 1, count, stage);
        if (stopped && rounds->done)
            continue;
        reported++;
        report_result(stage->log, before + reported, &results[i], results, options);
    }
    course_end_round(); /* before what is remembered takes the place of what it found */
    rounds_end(rounds, results, count, !stopped);
    return reported;
}

/* The plan comes first where it is known, as KTAP wants it, and else last, as TAP allows. */
static void run_rounds(const struct stage *stage, const struct litmus_options *options,
                       struct rounds *rounds, unsigned count)
{
    struct litmus_options this_round = *options;
    unsigned reported = 0;

    if (rounds->wanted == 1)
        report_plan(stage->log, count);
    do {
        this_round.seed = options->seed + rounds->done;
        if (rounds->wanted != 1)
            report_round(stage->log, rounds->done + 1, this_round.seed);
        reported += run_round(stage, &this_round, rounds, count, reported);
    } while (rounds_go_on(rounds) && !asked_to_stop(stage));
    if (rounds->wanted != 1) {
        report_rounds(stage->log, rounds->done);
        report_plan(stage->log, reported);
    }
}

void session_run(const struct stage *stage, const struct litmus_options *options,
                 struct summary *summary)
{
    static struct rounds rounds;
    unsigned count = 0;

    stepped_init();
    nmi_flush_init();
    nmi_sizes_init();
    sampler_init(options->nmis);
    if (legs_wide_has_fpu())
        legs_wide_init();
    trials_each(options->selects, collect_one, &count);
    course_start(results, count, options->time_ms);
    rounds.wanted = options->rounds;
    run_rounds(stage, options, &rounds, count);
    sampler_report(stage->log);
    probe_report_character(stage->log);
    summarize(results, count, summary);
    if (rehearsal_torn())
        summary_error(summary, rehearsal_torn());
    say_stopped(count, summary);
    close_the_roll(stage, summary);
    report_summary(stage->log, summary);
}

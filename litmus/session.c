#include "litmus/session.h"

#include <stdarg.h>

#include "arch/cpu.h"
#include "lib/format.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/bench/bench.h"
#include "litmus/interleave/interleave.h"
#include "litmus/legs/wide.h"
#include "litmus/stress/nmi_flush.h"
#include "litmus/stress/nmi_sizes.h"
#include "litmus/platform.h"
#include "litmus/stress/plan.h"
#include "litmus/probe/probe.h"
#include "litmus/report.h"
#include "litmus/sampler.h"
#include "litmus/rounds.h"
#include "litmus/standing.h"
#include "litmus/stress/scene.h"
#include "litmus/stress/stepped.h"
#include "litmus/stress/stress.h"
#include "mm/kernel_map.h"

static struct result results[RESULTS_MAX];
static char first_lost[REASON_SIZE]; /* CPU during a trial */

/* For session_standing(). */
static struct {
    unsigned count, done;
    bool running;
    uint32_t time_ms;
    unsigned round;          /* 0 where there is only one */
    bool round_ended;        /* and is among the earlier ones */
    struct standing earlier; /* counts and failures of the rounds that have ended */
} course;

static void standing_of_round(struct standing *standing)
{
    standing_of(results, course.count, course.done, course.running, course.time_ms,
                standing);
}

void session_standing(struct standing *standing)
{
    standing_of_round(standing);
    standing->round = course.round;
    if (course.round_ended) {
        standing->accepted = standing->torn_controls = standing->torn_positives = 0;
        standing->failures = 0;
    }
    standing_add_earlier(standing, &course.earlier);
}

static void course_end_round(void)
{
    struct standing its;

    standing_of_round(&its);
    standing_add_earlier(&its, &course.earlier);
    course.earlier = its;
    course.round_ended = true;
}

static bool every(const char *name)
{
    (void)name;
    return true;
}

typedef void visitor(const struct trial *trial, enum engine_id engine, void *context);

static void each_in(const struct trial *trials, unsigned size, enum engine_id engine,
                    bool (*selects)(const char *), visitor *visit, void *context)
{
    for (unsigned i = 0; i < size; i++) {
        char name[TRIAL_NAME_SIZE];
        if (!(trials[i].engines >> engine & 1))
            continue;
        trial_name(&trials[i], engine, name);
        if (selects(name))
            visit(&trials[i], engine, context);
    }
}

/* Visits the selected trials of every engine, in the order in which they run. */
static void each_trial(bool (*selects)(const char *), visitor *visit, void *context)
{
    for (unsigned engine = 0; engine < ENGINES; engine++) {
        each_in(catalogue, catalogue_size, engine, selects, visit, context);
        each_in(probe_catalogue, probe_catalogue_size, engine, selects, visit, context);
        each_in(bench_catalogue, bench_catalogue_size, engine, selects, visit, context);
    }
}

struct search {
    bool (*matches)(void *context, const char *name);
    void *context;
    bool found;
};

static void try_match(const struct trial *trial, enum engine_id engine, void *context)
{
    struct search *search = context;
    char name[TRIAL_NAME_SIZE];
    trial_name(trial, engine, name);
    search->found |= search->matches(search->context, name);
}

bool session_any(bool (*matches)(void *context, const char *name), void *context)
{
    struct search search = { matches, context, false };
    each_trial(every, try_match, &search);
    return search.found;
}

static void list_one(const struct trial *trial, enum engine_id engine, void *context)
{
    static const char *const kinds[] = { "positive", "control", "measured" };
    char name[TRIAL_NAME_SIZE];
    trial_name(trial, engine, name);
    line(context, "# %-28s %-8s %s", name, kinds[trial->expected], trial->asks);
}

void session_list(struct line_sink *sink)
{
    each_trial(every, list_one, sink);
}

static void collect_one(const struct trial *trial, enum engine_id engine, void *context)
{
    unsigned *count = context;
    ASSERT(*count < RESULTS_MAX);
    results[*count].trial = trial;
    results[*count].engine = engine;
    ++*count;
}

__attribute__((format(printf, 2, 3)))
static void skip(struct result *result, const char *why, ...)
{
    va_list list;
    va_start(list, why);
    format_list(result->reason, REASON_SIZE, why, list);
    va_end(list);
    result->status = STATUS_SKIP;
}

/* As a process (native/) lohilo has no page tables of its own: nothing to map frames
 * with, or to take away what an actor is about to touch. */
static bool wants_page_tables(const struct result *result)
{
    if (result->engine == ENGINE_BENCH)
        return result->trial->bench->needs & BENCH_RING_0;
    return result->engine != ENGINE_STRESS || result->trial->scene->kernel_tables;
}

/* What only real CPUs show at work, some emulators never do: then nothing is run. */
static void possible_under_stress(struct result *result, const struct stage *stage)
{
    const struct deviation *silent =
        platform_silences(result->trial->level, result->trial->id);
    bool too_few = result->trial->third && stage->workers < 2; /* two write, one reads */

    if (too_few)
        skip(result, "needs three CPUs, %u online", stage->workers + 1);
    else if (silent)
        skip(result, "cannot fire here (%s): %s", platform_name(silent->platform),
             silent->what);
    result->not_applicable |= too_few || silent;
}

/* Skips a trial for which the machine lacks something. */
static bool possible(struct result *result, const struct stage *stage)
{
    uint32_t needs = result->trial->needs;
    bool no_ring_0 = !kernel_pgd() && wants_page_tables(result);

    result->not_applicable = (needs & NEEDS_FPU && !legs_wide_has_fpu()) ||
                             (needs & NEEDS_MMX && !legs_wide_has_mmx()) ||
                             (needs & NEEDS_SSE2 && !legs_wide_has_sse2()) || no_ring_0;
    if (no_ring_0)
        skip(result, "a process has no page tables of its own: boot lohilo for this");
    else if (result->not_applicable)
        skip(result, "this CPU has no %s",
             needs & NEEDS_SSE2 ? "SSE2" : needs & NEEDS_MMX ? "MMX" : "x87");
    if (result->engine == ENGINE_STRESS && !result->not_applicable)
        possible_under_stress(result, stage);
    /* The stress engine's reader needs a writer beside it. */
    result->no_second_cpu = result->engine == ENGINE_STRESS && !stage->workers &&
                            !result->not_applicable;
    if (result->no_second_cpu)
        skip(result, "needs two CPUs, one is online");
    return !result->not_applicable && !result->no_second_cpu;
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
                       const struct litmus_options *options)
{
    static struct plan plan;

    plan_make(&plan, result->trial, result->engine, options, results,
              (unsigned)(result - results));
    switch (stress_run(result->trial, stage, options, &plan, &result->tallies)) {
    case STRESS_DONE:
        judge(result, results, (unsigned)(result - results));
        return;
    case STRESS_NO_MEMORY:
        skip(result, "no memory left for its tables");
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
        skip(result,
             "schedule= is for one trial of the interleave engine, named by run=");
    else if (result->engine == ENGINE_INTERLEAVE)
        interleave_one(result, stage, options);
    else if (result->engine == ENGINE_BENCH)
        bench_play(result, stage, options);
    else if (result->engine == ENGINE_PROBE)
        probe_play(result, stage, options, results, (unsigned)(result - results));
    else
        stress_one(result, stage, options);
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
        skip(result, "a CPU that was lost may still be at work in an earlier trial");
        return;
    }
    if (!possible(result, stage))
        return;
    probe_guard_start();
    sampler_begin(result->engine == ENGINE_STRESS || result->engine == ENGINE_PROBE);
    play_one(result, stage, options, count);
    check_samples(result, stage);
    account_for_lost(result, stage);
    probe_guard_check(result);
}

/* What had not begun when somebody asked for the end is not run. */
static void leave_out(struct result *result)
{
    skip(result, "the run was stopped before it");
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
}

static bool asked_to_stop(const struct stage *stage)
{
    return stage->stop && stage->stop();
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
    course.round_ended = false;
    for (unsigned i = 0; i < count; i++) {
        stopped = asked_to_stop(stage);
        trial_name(results[i].trial, results[i].engine, phase);
        course.done = i;
        course.running = true;
        stage->progress(phase, 0);
        if (stopped)
            leave_out(&results[i]);
        else
            run_one(&results[i], stage, options, count);
        course.done = i + 1;
        course.running = false;
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
        if (rounds->wanted != 1) {
            course.round = rounds->done + 1;
            report_round(stage->log, course.round, this_round.seed);
        }
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
    each_trial(options->selects, collect_one, &count);
    course.count = count;
    course.time_ms = options->time_ms;
    rounds.wanted = options->rounds;
    run_rounds(stage, options, &rounds, count);
    sampler_report(stage->log);
    probe_report_character(stage->log);
    summarize(results, count, summary);
    say_stopped(count, summary);
    close_the_roll(stage, summary);
    report_summary(stage->log, summary);
}

#include "litmus/session.h"

#include "lib/format.h"
#include "lib/panic.h"
#include "litmus/plan.h"
#include "litmus/report.h"
#include "litmus/stepped.h"
#include "litmus/stress.h"

static struct result results[RESULTS_MAX];

static bool every(const char *name)
{
    (void)name;
    return true;
}

typedef void visitor(const struct trial *trial, enum engine_id engine, void *context);

/* Visits the selected trials of every engine, in the order in which they run. */
static void each_trial(bool (*selects)(const char *), visitor *visit, void *context)
{
    for (unsigned engine = 0; engine < ENGINES; engine++)
        for (unsigned i = 0; i < catalogue_size; i++) {
            char name[TRIAL_NAME_SIZE];
            trial_name(&catalogue[i], engine, name);
            if (selects(name))
                visit(&catalogue[i], engine, context);
        }
}

bool session_any(bool (*matches)(void *context, const char *name), void *context)
{
    for (unsigned engine = 0; engine < ENGINES; engine++)
        for (unsigned i = 0; i < catalogue_size; i++) {
            char name[TRIAL_NAME_SIZE];
            trial_name(&catalogue[i], engine, name);
            if (matches(context, name))
                return true;
        }
    return false;
}

static void list_one(const struct trial *trial, enum engine_id engine, void *context)
{
    char name[TRIAL_NAME_SIZE];
    trial_name(trial, engine, name);
    line(context, "# %-28s %-8s %s", name,
         trial->expected == NEVER ? "positive" : "control", trial->asks);
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

/* What the machine lacks for this trial, or NULL. */
static const char *lacking(const struct trial *trial, const struct stage *stage)
{
    if (trial->needs & NEEDS_TWO_CPUS && !stage->workers)
        return "needs two CPUs, one is online";
    return NULL;
}

static void run_one(struct result *result, const struct stage *stage,
                    const struct litmus_options *options)
{
    static struct plan plan;
    const char *why = lacking(result->trial, stage);
    if (why) {
        result->status = STATUS_SKIP;
        format(result->reason, REASON_SIZE, "%s", why);
        return;
    }
    plan_make(&plan, result->trial, result->engine, options, results,
              (unsigned)(result - results));
    switch (stress_run(result->trial, stage, options, &plan, &result->tallies)) {
    case STRESS_DONE:
        judge(result, results, (unsigned)(result - results));
        return;
    case STRESS_NO_MEMORY:
        result->status = STATUS_SKIP;
        format(result->reason, REASON_SIZE, "no memory left for its tables");
        return;
    case STRESS_STUCK:
        result->status = STATUS_ERROR;
        format(result->reason, REASON_SIZE, "a writer did not stop");
        return;
    }
}

void session_run(const struct stage *stage, const struct litmus_options *options,
                 struct summary *summary)
{
    unsigned count = 0;
    bool stuck = false;

    stepped_init();
    each_trial(options->selects, collect_one, &count);
    report_plan(stage->log, count);
    for (unsigned i = 0; i < count; i++) {
        if (stuck) {
            results[i].status = STATUS_SKIP;
            format(results[i].reason, REASON_SIZE, "a CPU is stuck in an earlier trial");
        } else {
            run_one(&results[i], stage, options);
            stuck = results[i].status == STATUS_ERROR;
        }
        report_result(stage->log, i + 1, &results[i], options);
    }
    summarize(results, count, summary);
    report_summary(stage->log, summary);
}

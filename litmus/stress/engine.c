/* The stress engine as one of the engines of a run (litmus/engine/engine.h). */
#include "lib/format.h"
#include "litmus/judge/platform.h"
#include "litmus/judge/result_line.h"
#include "litmus/stress/nmi_flush.h"
#include "litmus/stress/nmi_sizes.h"
#include "litmus/stress/plan.h"
#include "litmus/stress/report.h"
#include "litmus/stress/stepped.h"
#include "litmus/stress/stress.h"
#include "litmus/stress/warm_up.h"
#include "litmus/stress/workload.h"

static void init(void)
{
    stepped_init();
    nmi_flush_init();
    nmi_sizes_init();
}

static bool needs_page_tables(const struct trial *trial)
{
    return trial->workload->kernel_tables;
}

/* Some emulators never show what real CPUs show. Then the trial does not run. */
static void check_fire(struct result *result, const struct environment *environment)
{
    const struct deviation *silent =
        platform_silences(result->trial->level, result->trial->id);
    bool too_few = result->trial->third && environment->workers < 2; /* two writers, one
                                                                      * reader */

    if (too_few)
        result_skip(result, "needs three CPUs, %u online", environment->workers + 1);
    else if (silent)
        result_skip(result, "cannot fire here (%s): %s", platform_name(silent->platform),
                    silent->what);
    result->not_applicable |= too_few || silent;
}

/* A reader needs a writer on another CPU. */
static void check_needs(struct result *result, const struct environment *environment)
{
    check_fire(result, environment);
    result->no_second_cpu = !environment->workers && !result->not_applicable;
    if (result->no_second_cpu)
        result_skip(result, "needs two CPUs, one is online");
}

static uint32_t steps(const struct trial *trial)
{
    return trial->workload->steps;
}

static void run_planned(struct result *result, const struct engine_run *run)
{
    static struct plan plan;
    unsigned before = (unsigned)(result - run->results);

    plan_make(&plan, result->trial, result->engine, run->options, run->results, before);
    switch (stress_run(result->trial, run->environment, run->options, &plan,
                       &result->tallies)) {
    case STRESS_DONE:
        judge(result, run->results, before);
        return;
    case STRESS_NO_MEMORY:
        result_skip(result, "no memory left for its tables: give the machine more");
        return;
    case STRESS_LOST:
        result->status = STATUS_ERROR;
        return;
    }
}

static void run(struct result *result, const struct engine_run *run)
{
    static bool warm;

    if (!warm && !warm_up(run)) {
        result->status = STATUS_ERROR;
        return;
    }
    warm = true;
    run_planned(result, run);
}

const struct engine stress_engine = {
    .catalogue = catalogue,
    .catalogue_size = &catalogue_size,
    .init = init,
    .needs_page_tables = needs_page_tables,
    .check_needs = check_needs,
    .wake_ahead = stress_wake_ahead,
    .steps = steps,
    .run = run,
    .report = stress_report,
    .failure = warm_up_torn,
};

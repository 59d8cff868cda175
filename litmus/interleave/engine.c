/* Implements the engine interface (litmus/engine/engine.h) for the interleave engine. */
#include "litmus/interleave/interleave.h"

#include "litmus/interleave/fixture.h"
#include "litmus/interleave/report.h"
#include "litmus/judge/result_line.h"
#include "litmus/judge/tally_report.h"

typedef unsigned long long ull;

static bool any_trial(const struct trial *trial)
{
    (void)trial;
    return true;
}

static uint32_t steps(const struct trial *trial)
{
    return trial->fixture->steps;
}

static void run(struct result *result, const struct engine_run *run)
{
    switch (interleave_run(run->environment, run->options, result)) {
    case INTERLEAVE_DONE:
        judge(result, run->results, (unsigned)(result - run->results));
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

/* The counts of schedules, the methods of enumeration, and the trace. */
static void report_interleaving(struct line_sink *sink, const char *name,
                                const struct result *result, const struct tally *sum)
{
    line(sink,
         "#   schedules that end with: accepted=%llu torn=%llu absent=%llu rubbish=%llu; "
         "retries=%llu pending=%llu waited=%llu",
         (ull)tally_accepted(sum), (ull)tally_torn(sum), (ull)sum->reading[READ_ABSENT],
         (ull)sum->reading[READ_RUBBISH], (ull)sum->retries, (ull)sum->pending,
         (ull)sum->waits);
    report_references(sink, sum);
    report_enumeration(sink, &result->interleave.enumeration);
    if (result->interleave.trace)
        report_trace(sink, name, result->interleave.trace);
}

static void report_histograms(struct line_sink *sink, const char *name,
                              const struct result *result, const struct tally *sum)
{
    bool forbidden = result->trial->expected == NEVER;

    if (!result->interleave.outcomes_kept)
        report_readings(sink, name, forbidden, sum);
    report_outcomes(sink, name, forbidden, result->interleave.kept,
                    result->interleave.outcomes_kept);
}

static void report(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct result *results, const struct litmus_options *options)
{
    char name[TRIAL_NAME_SIZE], figures[200];
    struct tally sum;

    (void)results;
    (void)options;
    trial_name(result->trial, result->engine, name);
    tally_sum(&result->tallies, &sum);
    if (sum.passes) {
        line(sink, "# %s: %s", name, result->trial->asks);
        report_interleaving(sink, name, result, &sum);
        report_histograms(sink, name, result, &sum);
    }
    tally_figures(&result->tallies, &sum, figures, sizeof(figures));
    result_line(sink, number, name, result, figures);
}

/* The engine steps its contexts and unmaps their memory: it needs page tables. */
const struct engine interleave_engine = {
    .catalogue = catalogue,
    .catalogue_size = &catalogue_size,
    .needs_page_tables = any_trial,
    .is_stepped = any_trial,
    .open_without_steps = true,
    .steps = steps,
    .run = run,
    .report = report,
};

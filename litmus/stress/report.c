#include "litmus/stress/report.h"

#include "lib/format.h"
#include "litmus/judge/bound.h"
#include "litmus/judge/result_line.h"
#include "litmus/judge/tally_report.h"

typedef unsigned long long ull;

static void report_settings(struct line_sink *sink, const struct tallies *tallies)
{
    for (unsigned i = 0; i < tallies->settings; i++) {
        const struct setting *setting = &tallies->setting[i];
        const struct tally *tally = &tallies->tally[i];
        if (!tally->passes)
            continue;
        line(sink,
             "#   window=%u gap=%u batch=%u sweep=%s: accepted=%llu torn=%llu "
             "absent=%llu rubbish=%llu "
             "retries=%llu pending=%llu/%llu flushes=%llu waited=%llu ms=%u "
             "reads_per_s=%llu "
             "tears_per_s=%llu",
             setting->window, setting->gap, setting->batch, sweep_name(setting->sweep),
             (ull)tally_accepted(tally), (ull)tally_torn(tally),
             (ull)tally->reading[READ_ABSENT], (ull)tally->reading[READ_RUBBISH],
             (ull)tally->retries, (ull)tally->pending, (ull)tally->passes,
             (ull)tally->flushes, (ull)tally->waits, tally_ms(tally->elapsed_us),
             (ull)tally_per_second(tally_reads(tally), tally->elapsed_us),
             (ull)tally_tears_per_second(tally));
        report_references(sink, tally);
    }
}

static void report_tear(struct line_sink *sink, const char *name, const struct tear *tear,
                        const struct litmus_options *options)
{
    line(sink,
         "#   torn %s: slot=%u read=%08x:%08x held=%08x:%08x..%08x:%08x (generations "
         "%u..%u) "
         "reader=cpu%u writer=cpu%u at=%uus",
         reading_name(tear->reading), tear->slot, tear->high, tear->low,
         tear->held_first.pte_high, tear->held_first.pte_low, tear->held_last.pte_high,
         tear->held_last.pte_low, tear->held.first, tear->held.last, tear->reader_cpu,
         tear->writer_cpu, tear->at_us);
    line(sink, "#     replay: run=%s seed=0x%llx window=%u gap=%u", name,
         (ull)options->seed, tear->setting.window, tear->setting.gap);
}

/* Logs a line for each control that vouches for a positive that never tore: how much its
 * silence proves. Returns the accepted reads at settings at which a control vouches. */
static uint64_t report_bounds(struct line_sink *sink, const struct result *result,
                              const struct result *results)
{
    const struct tallies *tallies = &result->tallies;
    uint64_t reads = 0, expected;
    uint32_t matched = 0;
    struct tally sum;

    tally_sum(tallies, &sum);
    if (result->trial->expected != NEVER || tally_torn(&sum))
        return 0;
    for (const struct result *control = results; control < result; control++) {
        char text[RATE_TEXT_SIZE];
        if (control->engine != result->engine || control->status != STATUS_OK ||
            !trial_controls(control->trial, result->trial))
            continue;
        int i = best_match(result, control, &expected);
        if (i < 0)
            continue;
        const struct tally *theirs = &control->tallies.tally[i];
        uint64_t accepted = tally_accepted(&tallies->tally[i]);
        matched |= 1u << i;
        rate_text(bound_of_none(accepted), text, sizeof(text));
        line(sink,
             "#   as %s at window=%u gap=%u batch=%u sweep=%s: expected=%llu bound=%s "
             "rarer=%llu",
             control->trial->id, tallies->setting[i].window, tallies->setting[i].gap,
             tallies->setting[i].batch, sweep_name(tallies->setting[i].sweep),
             (ull)expected, text,
             (ull)times_rarer(accepted, tally_torn(theirs), tally_accepted(theirs)));
    }
    for (unsigned i = 0; i < tallies->settings; i++)
        if (matched >> i & 1)
            reads += tally_accepted(&tallies->tally[i]);
    return reads;
}

/* The figures of a result's KTAP line. */
static void figures_of(const struct result *result, const struct tally *sum,
                       uint64_t matched_reads, char *figures, size_t size)
{
    const struct tallies *tallies = &result->tallies;
    int best = tally_best(tallies);
    size_t length = tally_figures(tallies, sum, figures, size);
    char text[RATE_TEXT_SIZE];

    if (best >= 0 && length < size)
        format(figures + length, size - length, " tears_per_s=%llu",
               (ull)tally_tears_per_second(&tallies->tally[best]));
    if (matched_reads && length < size) {
        rate_text(bound_of_none(matched_reads), text, sizeof(text));
        format(figures + length, size - length, " bound=%s", text);
    }
}

void stress_report(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct result *results, const struct litmus_options *options)
{
    uint64_t matched_reads = 0;
    char name[TRIAL_NAME_SIZE], figures[200];
    struct tally sum;

    trial_name(result->trial, result->engine, name);
    tally_sum(&result->tallies, &sum);
    if (sum.passes) {
        line(sink, "# %s: %s", name, result->trial->asks);
        report_settings(sink, &result->tallies);
        matched_reads = report_bounds(sink, result, results);
        for (unsigned i = 0; i < result->tallies.tears_kept; i++)
            report_tear(sink, name, &result->tallies.tear[i], options);
        report_readings(sink, name, result->trial->expected == NEVER, &sum);
    }
    figures_of(result, &sum, matched_reads, figures, sizeof(figures));
    result_line(sink, number, name, result, figures);
}

#include "litmus/judge/report.h"

#include "lib/divide.h"
#include "lib/format.h"
#include "litmus/bench/measurement.h"
#include "litmus/judge/bound.h"
#include "litmus/judge/histogram.h"
#include "litmus/probe/probe.h"
#include "litmus/judge/result_line.h"

typedef unsigned long long ull;

void report_plan(struct line_sink *sink, unsigned trials)
{
    line(sink, "1..%u", trials);
}

/* Of trials that take references. */
static void report_references(struct line_sink *sink, const struct tally *tally)
{
    if (tally->reading[READ_BACKED_OFF] || tally->pinned)
        line(sink, "#     references: backed_off=%llu pinned=%llu",
             (ull)tally->reading[READ_BACKED_OFF], (ull)tally->pinned);
}

void report_round(struct line_sink *sink, unsigned round, uint64_t seed)
{
    line(sink, "# round %u: seed=0x%llx", round, (ull)seed);
}

void report_rounds(struct line_sink *sink, unsigned whole)
{
    line(sink, "# rounds: %u whole; what failed in one has failed", whole);
}

static void report_settings(struct line_sink *sink, const struct tallies *tallies)
{
    for (unsigned i = 0; i < tallies->settings; i++) {
        const struct setting *setting = &tallies->setting[i];
        const struct tally *tally = &tallies->tally[i];
        if (!tally->passes)
            continue;
        line(sink,
             "#   window=%u gap=%u batch=%u sweep=%s: accepted=%llu torn=%llu absent=%llu rubbish=%llu "
             "retries=%llu pending=%llu/%llu flushes=%llu waited=%llu ms=%u reads_per_s=%llu "
             "tears_per_s=%llu",
             setting->pace, setting->gap, setting->batch, sweep_name(setting->sweep),
             (ull)tally_accepted(tally),
             (ull)tally_torn(tally), (ull)tally->reading[READ_ABSENT],
             (ull)tally->reading[READ_RUBBISH], (ull)tally->retries,
             (ull)tally->pending, (ull)tally->passes, (ull)tally->flushes,
             (ull)tally->waits, tally_ms(tally->elapsed_us),
             (ull)tally_per_second(tally_reads(tally), tally->elapsed_us),
             (ull)tally_tears_per_second(tally));
        report_references(sink, tally);
    }
}

/* Counts of schedules, how they were gone through, and the first that tears. */
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
    report_enumeration(sink, &result->enumeration);
    if (result->trace)
        report_trace(sink, name, result->trace);
}

static void report_tear(struct line_sink *sink, const char *name, const struct tear *tear,
                        const struct litmus_options *options)
{
    line(sink,
         "#   torn %s: slot=%u read=%08x:%08x held=%08x:%08x..%08x:%08x (generations %u..%u) "
         "reader=cpu%u writer=cpu%u at=%uus",
         reading_name(tear->reading), tear->slot, tear->high, tear->low,
         tear->held_first.pte_high, tear->held_first.pte_low, tear->held_last.pte_high,
         tear->held_last.pte_low, tear->held.first, tear->held.last, tear->reader_cpu,
         tear->writer_cpu, tear->at_us);
    line(sink, "#     replay: run=%s seed=0x%llx window=%u gap=%u", name, (ull)options->seed,
         tear->setting.pace, tear->setting.gap);
}

/* One state a kind of reading: was P set; if not, was there something else; was the pair torn
 * (0 no, else which way). */
static void report_state(struct histogram *histogram, enum reading reading, ull count)
{
    bool torn = reading_torn(reading);
    char state[48];

    format(state, sizeof(state), "P=%u; rubbish=%u; torn=%u;",
           reading == READ_INTACT || torn,
           reading == READ_RUBBISH || reading == READ_BACKED_OFF,
           torn ? reading - READ_TORN_ZERO + 1 : 0);
    histogram_state(histogram, count, torn, state);
}

static void report_readings(struct line_sink *sink, const char *name, bool forbidden,
                            const struct tally *sum)
{
    struct histogram histogram;
    unsigned states = 0;

    for (unsigned r = 0; r < READINGS; r++)
        states += sum->reading[r] != 0;
    histogram_begin(&histogram, sink, name, forbidden, states);
    for (unsigned r = 0; r < READINGS; r++)
        if (sum->reading[r])
            report_state(&histogram, r, sum->reading[r]);
    histogram_end(&histogram, "not (torn=0)");
}

static void report_histograms(struct line_sink *sink, const char *name,
                              const struct result *result, const struct tally *sum)
{
    bool forbidden = result->trial->expected == NEVER;

    if (!result->outcomes_kept)
        report_readings(sink, name, forbidden, sum);
    report_outcomes(sink, name, forbidden, result->kept, result->outcomes_kept);
}

/* One line for each control that vouches for a positive that never tore: what its silence is
 * worth. Returns the accepted reads at settings at which one vouches. */
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
             control->trial->id, tallies->setting[i].pace, tallies->setting[i].gap,
             tallies->setting[i].batch, sweep_name(tallies->setting[i].sweep),
             (ull)expected, text,
             (ull)times_rarer(accepted, tally_torn(theirs), tally_accepted(theirs)));
    }
    for (unsigned i = 0; i < tallies->settings; i++)
        if (matched >> i & 1)
            reads += tally_accepted(&tallies->tally[i]);
    return reads;
}

/* What stands behind the name of a result. */
static void figures_of(const struct result *result, const struct tally *sum,
                       uint64_t matched_reads, char *figures, size_t size)
{
    const struct tallies *tallies = &result->tallies;
    int best = result->engine == ENGINE_STRESS ? tally_best(tallies) : -1;
    char text[RATE_TEXT_SIZE];
    size_t length = format(figures, size, "torn=%llu accepted=%llu ms=%u",
                           (ull)tally_torn(sum), (ull)tally_accepted(sum),
                           tally_ms(tallies->total_us));

    if (sum->first_tear_us != NOT_YET && length < size)
        length += format(figures + length, size - length, " first_tear_ms=%u.%u",
                         sum->first_tear_us / 1000, sum->first_tear_us / 100 % 10);
    if (best >= 0 && length < size)
        format(figures + length, size - length, " tears_per_s=%llu",
               (ull)tally_tears_per_second(&tallies->tally[best]));
    if (matched_reads && length < size) {
        rate_text(bound_of_none(matched_reads), text, sizeof(text));
        format(figures + length, size - length, " bound=%s", text);
    }
}

void report_result(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct result *results, const struct litmus_options *options)
{
    uint64_t matched_reads = 0;
    char name[TRIAL_NAME_SIZE], figures[200];
    struct tally sum;

    if (result->engine == ENGINE_BENCH) {
        bench_report(sink, number, result);
        return;
    }
    if (result->engine == ENGINE_PROBE) {
        probe_report(sink, number, result);
        return;
    }
    trial_name(result->trial, result->engine, name);
    tally_sum(&result->tallies, &sum);
    if (sum.passes) {
        line(sink, "# %s: %s", name, result->trial->asks);
        if (result->engine == ENGINE_INTERLEAVE)
            report_interleaving(sink, name, result, &sum);
        else
            report_settings(sink, &result->tallies);
        if (result->engine == ENGINE_STRESS)
            matched_reads = report_bounds(sink, result, results);
        for (unsigned i = 0; i < result->tallies.tears_kept; i++)
            report_tear(sink, name, &result->tallies.tear[i], options);
        report_histograms(sink, name, result, &sum);
    }
    figures_of(result, &sum, matched_reads, figures, sizeof(figures));
    result_line(sink, number, name, result, figures);
}

void report_summary(struct line_sink *sink, const struct summary *summary)
{
    line(sink, "# totals: ok=%u failed=%u errors=%u skipped=%u silent=%u unproven=%u",
         summary->ok, summary->failed, summary->errors, summary->skipped, summary->silent,
         summary->unproven);
    line(sink, "# verdict %s %s", verdict_name(summary->verdict), summary->reason);
}

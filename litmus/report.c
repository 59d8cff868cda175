#include "litmus/report.h"

#include "lib/divide.h"
#include "lib/format.h"
#include "litmus/bench/measurement.h"
#include "litmus/probe/probe.h"

typedef unsigned long long ull;

void report_plan(struct line_sink *sink, unsigned trials)
{
    line(sink, "1..%u", trials);
}

/* Of trials that take references. */
static void report_references(struct line_sink *sink, const struct tally *tally)
{
    if (tally->reading[READ_BACKED_OFF] || tally->pinned)
        line(sink, "#     references: backed_off=%llu pinned=%u",
             (ull)tally->reading[READ_BACKED_OFF], tally->pinned);
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
             "retries=%llu pending=%u/%u flushes=%u waited=%u ms=%u",
             setting->pace, setting->gap, setting->batch, sweep_name(setting->sweep),
             (ull)tally_accepted(tally),
             (ull)tally_torn(tally), (ull)tally->reading[READ_ABSENT],
             (ull)tally->reading[READ_RUBBISH], (ull)tally->retries, tally->pending,
             tally->passes, tally->flushes, tally->waits, tally->elapsed_us / 1000);
        report_references(sink, tally);
    }
}

/* Counts of schedules, how they were gone through, and the first that tears. */
static void report_interleaving(struct line_sink *sink, const char *name,
                                const struct result *result, const struct tally *sum)
{
    line(sink,
         "#   schedules that end with: accepted=%llu torn=%llu absent=%llu rubbish=%llu; "
         "retries=%llu pending=%u waited=%u",
         (ull)tally_accepted(sum), (ull)tally_torn(sum), (ull)sum->reading[READ_ABSENT],
         (ull)sum->reading[READ_RUBBISH], (ull)sum->retries, sum->pending, sum->waits);
    report_references(sink, sum);
    report_enumeration(sink, &result->enumeration);
    if (result->listing)
        report_listing(sink, name, result->listing);
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
static void report_histogram(struct line_sink *sink, const char *name,
                             const struct trial *trial, const struct tally *sum)
{
    unsigned states = 0;
    ull torn = tally_torn(sum), all = 0;
    for (unsigned r = 0; r < READINGS; r++) {
        states += sum->reading[r] != 0;
        all += sum->reading[r];
    }
    line(sink, "Test %s %s", name, trial->expected == NEVER ? "Forbidden" : "Allowed");
    line(sink, "Histogram (%u states)", states);
    for (unsigned r = 0; r < READINGS; r++)
        if (sum->reading[r])
            line(sink, "%-10llu%c>P=%u; rubbish=%u; torn=%u;", (ull)sum->reading[r],
                 reading_torn(r) ? '*' : ':', r == READ_INTACT || reading_torn(r),
                 r == READ_RUBBISH || r == READ_BACKED_OFF, reading_torn(r) ? r - READ_TORN_ZERO + 1 : 0);
    line(sink, "%s", torn ? "Ok" : "No");
    line(sink, "Witnesses");
    line(sink, "Positive: %llu, Negative: %llu", torn, all - torn);
    line(sink, "Condition exists (not (torn=0))");
    line(sink, "Observation %s %s %llu %llu", name,
         torn == 0 ? "Never" : torn == all ? "Always" : "Sometimes", torn, all - torn);
}

static void report_status(struct line_sink *sink, unsigned number, const char *name,
                          const struct result *result, const struct tally *sum)
{
    char figures[160];
    size_t length = format(figures, sizeof(figures), "torn=%llu accepted=%llu ms=%u",
                           (ull)tally_torn(sum), (ull)tally_accepted(sum),
                           result->tallies.total_us / 1000);
    if (sum->first_tear_us != NOT_YET && length < sizeof(figures))
        format(figures + length, sizeof(figures) - length, " first_tear_ms=%u.%u",
               sum->first_tear_us / 1000, sum->first_tear_us / 100 % 10);

    switch (result->status) {
    case STATUS_OK:
        line(sink, "ok %u - %s # %s", number, name, figures);
        break;
    case STATUS_SKIP:
        line(sink, "ok %u - %s # SKIP %s", number, name, result->reason);
        break;
    case STATUS_SILENT:
    case STATUS_UNPROVEN:
        line(sink, "ok %u - %s # SKIP %s (%s)", number, name, result->reason, figures);
        break;
    case STATUS_ERROR:
        line(sink, "not ok %u - %s # ERROR %s", number, name, result->reason);
        break;
    case STATUS_NOT_OK:
        line(sink, "not ok %u - %s # %s: %s", number, name, result->reason, figures);
        break;
    }
}

void report_result(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct litmus_options *options)
{
    char name[TRIAL_NAME_SIZE];
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
        for (unsigned i = 0; i < result->tallies.tears_kept; i++)
            report_tear(sink, name, &result->tallies.tear[i], options);
        report_histogram(sink, name, result->trial, &sum);
    }
    report_status(sink, number, name, result, &sum);
}

void report_summary(struct line_sink *sink, const struct summary *summary)
{
    line(sink, "# totals: ok=%u failed=%u errors=%u skipped=%u silent=%u unproven=%u",
         summary->ok, summary->failed, summary->errors, summary->skipped, summary->silent,
         summary->unproven);
    line(sink, "# verdict %s %s", verdict_name(summary->verdict), summary->reason);
}

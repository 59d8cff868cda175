#include "lib/divide.h"
#include "lib/text.h"
#include "litmus/bench/measurement.h"
#include "litmus/judge/judge.h"
#include "litmus/judge/result_line.h"

typedef unsigned long long ull;

static void add_cost(struct text *text, const char *key, uint64_t hundredths)
{
    uint32_t part;
    uint64_t whole = divide32(hundredths, SPREAD_PARTS, &part);
    text_add(text, " %s=%llu.%02u", key, (ull)whole, (unsigned)part);
}

static void report_series(struct line_sink *sink, const struct measurement *measurement,
                          const struct series *series)
{
    const struct spread *ticks = &series->ticks;
    struct spread ns = spread_in_ns(ticks, measurement->khz);
    char bytes[LINE_MAX_LENGTH + 1];
    struct text text;

    text_start(&text, bytes, sizeof(bytes));
    if (measurement->cycles) {
        add_cost(&text, "cycles", ticks->median);
        add_cost(&text, "cycles_min", ticks->min);
        add_cost(&text, "cycles_q1", ticks->q1);
        add_cost(&text, "cycles_q3", ticks->q3);
        add_cost(&text, "cycles_p90", ticks->p90);
    }
    add_cost(&text, "ns", ns.median);
    add_cost(&text, "ns_min", ns.min);
    add_cost(&text, "ns_q1", ns.q1);
    add_cost(&text, "ns_q3", ns.q3);
    add_cost(&text, "ns_p90", ns.p90);
    line(sink, "#   %s: samples=%u times=%u%s", series->label, (unsigned)ticks->samples,
         (unsigned)series->times, bytes);
}

static void add_headline(struct text *text, const struct measurement *measurement)
{
    if (!measurement->headline[0])
        return;
    text_add(text, "%s", measurement->headline);
    if (measurement->cycles)
        add_cost(text, "cycles", measurement->headline_cost);
    add_cost(text, "ns", scale(measurement->headline_cost, 1000000, measurement->khz));
    text_add(text, " ");
}

static void report_measured(struct line_sink *sink, unsigned number, const char *name,
                            const struct result *result)
{
    const struct measurement *measurement = result->bench.measurement;
    char bytes[200];
    struct text text;

    line(sink, "# %s: %s", name, result->trial->asks);
    for (unsigned i = 0; i < measurement->count; i++)
        report_series(sink, measurement, &measurement->series[i]);
    for (unsigned i = 0; i < measurement->notes; i++)
        line(sink, "#   %s", measurement->note[i]);
    text_start(&text, bytes, sizeof(bytes));
    add_headline(&text, measurement);
    text_add(&text, "ms=%u", tally_ms(result->tallies.total_us));
    result_line(sink, number, name, result, bytes);
}

void bench_report(struct line_sink *sink, unsigned number, const struct result *result)
{
    char name[TRIAL_NAME_SIZE];

    trial_name(result->trial, result->engine, name);
    if (result->status == STATUS_OK)
        report_measured(sink, number, name, result);
    else
        result_line(sink, number, name, result, "");
}

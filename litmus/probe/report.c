#include "lib/format.h"
#include "lib/text.h"
#include "litmus/judge/histogram.h"
#include "litmus/judge/result_line.h"
#include "litmus/probe/probe.h"

typedef unsigned long long ull;

/* The outcomes in the histogram's condition. */
static bool witness(const struct trial *trial, const struct outcome *outcome)
{
    return outcome->bearing == (trial->expected == NEVER ? FORBIDDEN : FIRED);
}

static void report_histogram(struct line_sink *sink, const char *name,
                             const struct result *result)
{
    const struct trial *trial = result->trial;
    const struct outcome *outcome = trial->probe->outcome;
    struct histogram histogram;
    char condition[160], state[60];
    struct text text;
    unsigned states = 0;

    for (unsigned i = 0; i < PROBE_OUTCOMES && outcome[i].name; i++)
        states += result->probe.outcomes[i] != 0;
    text_start(&text, condition, sizeof(condition));
    histogram_begin(&histogram, sink, name, trial->expected == NEVER, states);
    for (unsigned i = 0; i < PROBE_OUTCOMES && outcome[i].name; i++) {
        bool counts = witness(trial, &outcome[i]);
        format(state, sizeof(state), "outcome=%s;", outcome[i].name);
        if (result->probe.outcomes[i])
            histogram_state(&histogram, result->probe.outcomes[i], counts, state);
        if (counts)
            text_add(&text, "%soutcome=%s", text.length ? " \\/ " : "", outcome[i].name);
    }
    histogram_end(&histogram, condition);
}

static void add_figures(struct text *text, const struct result *result)
{
    const struct outcome *outcome = result->trial->probe->outcome;
    for (unsigned i = 0; i < PROBE_OUTCOMES && outcome[i].name; i++)
        text_add(text, "%s=%llu ", outcome[i].name, (ull)result->probe.outcomes[i]);
    text_add(text, "ms=%u", tally_ms(result->tallies.total_us));
}

static bool was_asked(const struct result *result)
{
    for (unsigned i = 0; i < PROBE_OUTCOMES; i++)
        if (result->probe.outcomes[i])
            return true;
    return false;
}

void probe_report(struct line_sink *sink, unsigned number, const struct result *result)
{
    char name[TRIAL_NAME_SIZE], figures[200];
    struct text text;

    trial_name(result->trial, result->engine, name);
    text_start(&text, figures, sizeof(figures));
    add_figures(&text, result);
    if (was_asked(result)) {
        line(sink, "# %s: %s", name, result->trial->asks);
        report_histogram(sink, name, result);
    }
    if (result->status == STATUS_SKIP && was_asked(result))
        line(sink, "#   %s: %s", name, figures);
    result_line(sink, number, name, result, figures);
}

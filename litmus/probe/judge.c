#include "litmus/probe/judge.h"

#include "lib/text.h"
#include "litmus/probe/probe.h"

typedef unsigned long long ull;

uint64_t probe_seen(const struct probe_answer *answer, unsigned bearing)
{
    uint64_t seen = 0;
    for (unsigned i = 0; i < PROBE_OUTCOMES && answer->probe->outcome[i].name; i++)
        if (answer->probe->outcome[i].bearing == bearing)
            seen += answer->count[i];
    return seen;
}

/* The result neither spoils the verdict nor counts as proof. */
static void set_aside(struct result *result, const char *why, const struct deviation *row,
                      struct text *reason)
{
    result->status = STATUS_SKIP;
    result->not_applicable = true;
    text_add(reason, "%s (%s, seen in %s): %s; source: %s", why,
             platform_name(row->platform), row->versions, row->what, row->source);
}

static void judge_control_of(struct result *result, const struct probe_answer *answer,
                             struct text *reason)
{
    const struct trial *trial = result->trial;
    const struct deviation *row =
        deviation_find(answer->platform, CANNOT_FIRE, trial->level, trial->id, NULL);
    result->status = STATUS_OK;
    if (probe_seen(answer, FIRED))
        return;
    if (row) {
        set_aside(result, "cannot fire here", row, reason);
        return;
    }
    result->status = STATUS_SILENT;
    text_add(reason, "silent: the failure that its missing leg allows was not seen");
}

/* Adds each unexplained forbidden outcome to the reason; *row: a deviation that explains
 * one. */
static void find_forbidden(const struct trial *trial, const struct probe_answer *answer,
                           struct text *reason, const struct deviation **row)
{
    for (unsigned i = 0; i < PROBE_OUTCOMES && answer->probe->outcome[i].name; i++) {
        const struct outcome *outcome = &answer->probe->outcome[i];
        if (outcome->bearing != FORBIDDEN || !answer->count[i])
            continue;
        const struct deviation *known = deviation_find(answer->platform, DEVIATES,
                                                       trial->level, trial->id,
                                                       outcome->name);
        if (known)
            *row = known;
        else
            text_add(reason, "%s%llu times %s", reason->length ? ", " : "",
                     (ull)answer->count[i], outcome->name);
    }
}

static void find_missing(const struct probe_answer *answer, struct text *reason)
{
    for (unsigned i = 0; i < PROBE_OUTCOMES && answer->probe->outcome[i].name; i++)
        if (answer->probe->outcome[i].bearing == NEEDED && !answer->count[i])
            text_add(reason, "%snever %s", reason->length ? ", " : "",
                     answer->probe->outcome[i].name);
}

static bool vouches(const struct result *control)
{
    return control->status == STATUS_OK ||
           (control->status == STATUS_SKIP && control->not_applicable);
}

static void find_controls(const struct trial *trial, const struct result *results,
                          unsigned count, struct text *reason)
{
    bool vouched = trial->no_control;
    for (unsigned i = 0; i < count; i++)
        vouched |= results[i].engine == ENGINE_PROBE && vouches(&results[i]) &&
                   trial_controls(results[i].trial, trial);
    if (!vouched)
        text_add(reason, "%sno control fired for it", reason->length ? ", " : "");
}

void probe_judge(struct result *result, const struct probe_answer *answer,
                 const struct result *results, unsigned count)
{
    const struct deviation *known = NULL;
    struct text reason;

    text_start(&reason, result->reason, REASON_SIZE);
    result->not_applicable = false;
    if (result->trial->expected == SOMETIMES) {
        judge_control_of(result, answer, &reason);
        return;
    }
    find_forbidden(result->trial, answer, &reason, &known);
    if (reason.length) {
        result->status = STATUS_NOT_OK;
        return;
    }
    if (known) {
        set_aside(result, "known deviation", known, &reason);
        return;
    }
    find_missing(answer, &reason);
    find_controls(result->trial, results, count, &reason);
    result->status = reason.length ? STATUS_UNPROVEN : STATUS_OK;
}

#include "litmus/judge/judge.h"

#include <stdarg.h>

#include "lib/divide.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/judge/explain.h"

/* Appends to a text in a fixed buffer; what does not fit is cut. */
static void append(char *text, size_t size, const char *string, ...)
    __attribute__((format(printf, 3, 4)));
static void append(char *text, size_t size, const char *string, ...)
{
    size_t length = strlen(text);
    va_list list;
    va_start(list, string);
    format_list(text + length, size - length, string, list);
    va_end(list);
}

void result_skip(struct result *result, const char *why, ...)
{
    va_list list;
    va_start(list, why);
    format_list(result->reason, REASON_SIZE, why, list);
    va_end(list);
    result->status = STATUS_SKIP;
}

int best_match(const struct result *positive, const struct result *control,
               uint64_t *expected)
{
    int best = -1;
    *expected = 0;
    unsigned settings = positive->tallies.settings < control->tallies.settings
                            ? positive->tallies.settings
                            : control->tallies.settings;
    for (unsigned i = 0; i < settings; i++) {
        const struct tally *tally = &control->tallies.tally[i];
        uint64_t torn = tally_torn(tally), accepted = tally_accepted(tally);
        if (!torn)
            continue;
        uint64_t reads = tally_accepted(&positive->tallies.tally[i]);
        uint64_t tears = scale(reads, torn, accepted);
        if (tears >= EXPECTED_TEARS && tears > *expected) {
            best = (int)i;
            *expected = tears;
        }
    }
    return best;
}

/* Among all schedules one must tear it, or the engine or the control is wrong; under
 * stress such a schedule may just not have come. */
static void judge_control(struct result *result, const struct tally *sum)
{
    if (tally_torn(sum)) {
        result->status = STATUS_OK;
        return;
    }
    if (engine_traits[result->engine].exact) {
        result->status = STATUS_NOT_OK;
        format(result->reason, REASON_SIZE, "no schedule tears it");
        return;
    }
    result->status = STATUS_SILENT;
    format(result->reason, REASON_SIZE, "silent: 0 torn in %llu accepted reads",
           (unsigned long long)tally_accepted(sum));
}

uint32_t evidence_missing(const struct trial *trial, const struct tally *sum)
{
    uint32_t seen = (sum->pending ? EVIDENCE_PENDING : 0) |
                    (sum->waits ? EVIDENCE_WAITED : 0) |
                    (sum->retries ? EVIDENCE_RETRIED : 0) |
                    (sum->reading[READ_ABSENT] ? EVIDENCE_ABSENT : 0) |
                    (sum->reading[READ_RUBBISH] ? EVIDENCE_RUBBISH : 0) |
                    (sum->reading[READ_BACKED_OFF] ? EVIDENCE_BACKED_OFF : 0) |
                    (sum->pinned ? EVIDENCE_PINNED : 0);
    return trial->evidence & ~seen;
}

static void check_mechanism(struct result *result, const struct tally *sum)
{
    static const struct {
        uint32_t evidence;
        const char *missing;
    } rules[] = {
        { EVIDENCE_PENDING, "no shootdown seen pending during a walk" },
        { EVIDENCE_WAITED, "no writer had to wait for an ack" },
        { EVIDENCE_RETRIED, "no read started over" },
        { EVIDENCE_ABSENT, "no absent entry was read" },
        { EVIDENCE_RUBBISH, "no rubbish was read" },
        { EVIDENCE_BACKED_OFF, "no walker gave a reference back" },
        { EVIDENCE_PINNED, "no writer found a reference" },
    };
    uint32_t missing = evidence_missing(result->trial, sum);
    for (unsigned i = 0; i < ARRAY_SIZE(rules); i++)
        if (missing & rules[i].evidence)
            append(result->reason, REASON_SIZE, "%s; ", rules[i].missing);
    if (!sum->reading[READ_INTACT])
        append(result->reason, REASON_SIZE, "no present entry was read; ");
}

/* Why the control does not vouch for the positive, or NULL. */
static const char *does_not_vouch(const struct result *result,
                                  const struct result *control)
{
    uint64_t expected;

    if (engine_traits[result->engine].exact)
        return control->status == STATUS_OK ? NULL : "not torn in any schedule: ";
    if (control->status == STATUS_OK && best_match(result, control, &expected) < 0)
        return "too few reads to match ";
    return NULL;
}

static void check_controls(struct result *result, const struct result *results,
                           unsigned count)
{
    unsigned ran = 0, tore = 0;
    for (unsigned i = 0; i < count; i++) {
        const struct result *control = &results[i];
        if (control->engine != result->engine || control->status == STATUS_SKIP ||
            control->status == STATUS_ERROR ||
            !trial_controls(control->trial, result->trial))
            continue;
        ran++;
        tore += control->status != STATUS_SILENT;
        const char *why = does_not_vouch(result, control);
        if (why)
            append(result->reason, REASON_SIZE, "%s%s; ", why, control->trial->id);
    }
    result->no_control_ran = !ran;
    if (!ran)
        append(result->reason, REASON_SIZE, "no control ran for it; ");
    else if (!tore)
        append(result->reason, REASON_SIZE, "no control tore for it; ");
}

static uint64_t endless_schedules(const struct result *result)
{
    return result->engine == ENGINE_INTERLEAVE ? result->interleave.enumeration.cut : 0;
}

static bool is_replayed(const struct result *result)
{
    return result->engine == ENGINE_INTERLEAVE && result->interleave.enumeration.replayed;
}

static void judge_positive(struct result *result, const struct tally *sum,
                           const struct result *results, unsigned count)
{
    uint64_t torn = tally_torn(sum);
    if (torn) {
        result->status = STATUS_NOT_OK;
        format(result->reason, REASON_SIZE, "%llu torn reads", (unsigned long long)torn);
        return;
    }
    uint64_t endless = endless_schedules(result);
    if (endless) {
        result->status = STATUS_NOT_OK;
        format(result->reason, REASON_SIZE, "the reader never ends in %llu schedules",
               (unsigned long long)endless);
        return;
    }
    if (is_replayed(result)) {
        result->status = STATUS_UNPROVEN;
        format(result->reason, REASON_SIZE, "one schedule replayed");
        return;
    }
    check_mechanism(result, sum);
    check_controls(result, results, count);
    size_t length = strlen(result->reason);
    if (length >= 2)
        result->reason[length - 2] = 0;
    result->status = length ? STATUS_UNPROVEN : STATUS_OK;
}

/* The user may replay a control with a schedule that does not tear it. */
static void judge_replayed_control(struct result *result, const struct tally *sum)
{
    result->status = tally_torn(sum) ? STATUS_OK : STATUS_SILENT;
    if (!tally_torn(sum))
        format(result->reason, REASON_SIZE, "this schedule does not tear it");
}

void judge(struct result *result, const struct result *results, unsigned count)
{
    struct tally sum;
    tally_sum(&result->tallies, &sum);
    result->reason[0] = 0;
    if (result->trial->expected == NEVER)
        judge_positive(result, &sum, results, count);
    else if (is_replayed(result))
        judge_replayed_control(result, &sum);
    else
        judge_control(result, &sum);
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = { "HOLDS", "VIOLATED", "INCONCLUSIVE", "ERROR" };
    return names[verdict];
}

static void count_one(const struct result *result, struct summary *summary)
{
    unsigned *const counters[] = {
        [STATUS_OK] = &summary->ok,         [STATUS_SKIP] = &summary->skipped,
        [STATUS_SILENT] = &summary->silent, [STATUS_UNPROVEN] = &summary->unproven,
        [STATUS_ERROR] = &summary->errors,  [STATUS_NOT_OK] = &summary->failed,
    };
    ++*counters[result->status];
    if (result->status == STATUS_SKIP) {
        summary->not_applicable += result->not_applicable;
        summary->no_second_cpu += result->no_second_cpu;
        summary->not_run += result->not_run;
    }
    if (result->status != STATUS_OK)
        return;
    summary->interleaved += engine_traits[result->engine].exact;
    if (result->trial->expected == MEASURED)
        summary->measured++;
    else if (result->trial->expected == NEVER)
        summary->positives_ok++;
    else
        summary->controls_ok++;
}

static enum verdict decide(const struct summary *summary)
{
    if (summary->failed)
        return VERDICT_VIOLATED;
    if (summary->errors)
        return VERDICT_ERROR;
    if (summary->silent || summary->unproven || summary->open || !summary->positives_ok ||
        !summary->controls_ok)
        return VERDICT_INCONCLUSIVE;
    return VERDICT_HOLDS;
}

static void say_what_was_done(const struct summary *summary, unsigned count,
                              struct text *reason)
{
    if (!count)
        text_add(reason, "no trial ran");
    else if (summary->measured && summary->measured == summary->ok)
        text_add(reason, "nothing was tested, benchmarks measured: %u",
                 summary->measured);
    else if (!summary->positives_ok)
        text_add(reason, "no positive ran with evidence; run=* runs them all");
    else if (!summary->controls_ok)
        text_add(reason, "no control ran; run=* runs them all");
    else
        text_add(reason, "%u positives never tore, with evidence; %u controls tore",
                 summary->positives_ok, summary->controls_ok);
}

void summarize(const struct result *results, unsigned count, struct summary *summary)
{
    struct text reason;

    memset(summary, 0, sizeof(*summary));
    for (unsigned i = 0; i < count; i++)
        count_one(&results[i], summary);
    for (unsigned i = 0; i < count; i++)
        summary->open += leaves_question_open(&results[i], summary);
    summary->verdict = decide(summary);
    text_start(&reason, summary->reason, sizeof(summary->reason));
    if (summary->verdict == VERDICT_INCONCLUSIVE && summary->measured &&
        summary->measured == summary->ok)
        say_what_was_done(summary, count, &reason);
    if (summary->verdict != VERDICT_HOLDS)
        explain(results, count, summary, &reason);
    if (!reason.length)
        say_what_was_done(summary, count, &reason);
    if (summary->verdict == VERDICT_HOLDS && by_interleaving_alone(summary))
        text_add(&reason, ", by interleaving alone; no second CPU");
}

/* Events outside of trials come first, in their order, so that they stay when the rest is
 * cut. */
static void say_outside(struct summary *summary, const char *why)
{
    char rest[VERDICT_REASON_SIZE];
    struct text reason;

    string_copy(rest, sizeof(rest), summary->reason + summary->outside);
    text_start(&reason, summary->reason + summary->outside,
               sizeof(summary->reason) - summary->outside);
    text_add(&reason, "%s%s", summary->outside ? "; " : "", why);
    summary->outside += (unsigned)strlen(reason.bytes);
    if (rest[0])
        text_add(&reason, "%s%s", rest[0] == ';' ? "" : "; ", rest);
    text_cut_mark(&reason);
}

/* A more severe verdict replaces the reason. */
static void blame(struct summary *summary, enum verdict verdict, const char *why)
{
    if (summary->verdict == VERDICT_HOLDS)
        summary->reason[summary->outside] = 0;
    if (summary->verdict == VERDICT_HOLDS ||
        (summary->verdict == VERDICT_INCONCLUSIVE && verdict == VERDICT_ERROR))
        summary->verdict = verdict;
    say_outside(summary, why);
}

void summary_error(struct summary *summary, const char *why)
{
    summary->errors++;
    blame(summary, VERDICT_ERROR, why);
}

void summary_doubt(struct summary *summary, const char *why)
{
    blame(summary, VERDICT_INCONCLUSIVE, why);
}

void summary_note(struct summary *summary, const char *what)
{
    say_outside(summary, what);
}

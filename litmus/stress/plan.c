#include "litmus/stress/plan.h"

#include "lib/divide.h"
#include "lib/string.h"

enum {
    CONTROL_LIMIT_MS = 15000,
    CONTROL_TEARS = 32,
    CONTROL_TEARS_AT_LEAST = 4,
    CONTROL_PATIENCE_MS = 3000,
    CONTROL_SLICE_MS = 20,
    /* CPUs that sleep and wake each other are long in getting going. */
    WAKING_SLICE_MS = 100,
    WAKING_PACE = 1024,
    POSITIVE_LIMIT_MS = 20000,
    POSITIVE_READS = 1000000,
    POSITIVE_SLICE_MS = 50,
    POSITIVE_PATIENCE_MS = 8000,
    /* A control's rate is known from a few tears only: read for this many times the tears
     * that the judge asks for. */
    MARGIN = 2,
};

/*
 * Where to look. Chasing finds most of what a delay between two accesses can find; wrong orders
 * of a writer show where its gap is wider than the whole read; what comes and goes with a
 * batch wants a wide window, and what has to wake another CPU in between one of tens of
 * microseconds to a millisecond. The last row is the code as it is, without any delay.
 */
static const struct setting settings_auto[] = {
    { 2, 0, 512, SWEEP_CHASE }, { 1, 0, 512, SWEEP_OPPOSED }, { 2, 2, 512, SWEEP_OPPOSED },
    { 0, 4, 64, SWEEP_CHASE },  { 8, 0, 8, SWEEP_CHASE },     { 128, 0, 64, SWEEP_OPPOSED },
    { 1024, 0, 512, SWEEP_OPPOSED }, { 4096, 0, 512, SWEEP_OPPOSED },
    { 32768, 0, 512, SWEEP_OPPOSED },
    { 0, 0, 512, SWEEP_CHASE },
};
static const uint16_t batches_chosen[] = { 512, 8 };

/*
 * What a third CPU does comes after it was woken: a narrow window is long over by then. Where
 * nobody has to be woken, the widest windows find no more than the others, and take longest.
 */
static void leave_out(struct plan *plan, const struct trial *control)
{
    for (unsigned i = 0; i < plan->settings; i++)
        if (control->third ? plan->setting[i].pace < WAKING_PACE
                           : plan->setting[i].pace > WAKING_PACE)
            plan->left_out |= 1u << i;
}

/* The windows that the options ask for, crossed with two batch sizes; else the table. */
static void choose_settings(struct plan *plan, const struct trial *trial,
                            const struct litmus_options *options)
{
    static const uint32_t none = 0;
    const uint32_t *paces = options->pace_count ? options->paces : &none;
    const uint32_t *gaps = options->gap_count ? options->gaps : &none;
    unsigned pace_count = options->pace_count ? options->pace_count : 1;
    unsigned gap_count = options->gap_count ? options->gap_count : 1;

    if (!options->pace_count && !options->gap_count) {
        memcpy(plan->setting, settings_auto, sizeof(settings_auto));
        plan->settings = ARRAY_SIZE(settings_auto);
        if (trial->expected == SOMETIMES)
            leave_out(plan, trial);
        return;
    }
    for (unsigned p = 0; p < pace_count; p++)
        for (unsigned g = 0; g < gap_count; g++)
            for (unsigned b = 0; b < ARRAY_SIZE(batches_chosen); b++)
                if (plan->settings < SETTINGS_MAX)
                    plan->setting[plan->settings++] = (struct setting){
                        (uint16_t)paces[p], (uint16_t)gaps[g], batches_chosen[b],
                        SWEEP_OPPOSED
                    };
}

/* Reads after which the control's rate at a setting gives MARGIN * EXPECTED_TEARS tears. */
static uint64_t reads_to_match(const struct tally *control)
{
    return scale(MARGIN * EXPECTED_TEARS, tally_accepted(control), tally_torn(control)) + 1;
}

/* The setting at which a control tore most easily, or -1. */
static int easiest(const struct tallies *tallies)
{
    int best = -1;
    for (unsigned i = 0; i < tallies->settings; i++)
        if (tally_torn(&tallies->tally[i]) &&
            (best < 0 || reads_to_match(&tallies->tally[i]) <
                             reads_to_match(&tallies->tally[best])))
            best = (int)i;
    return best;
}

static void want(struct plan *plan, unsigned setting, uint64_t reads, uint64_t least)
{
    if (plan->matched[setting] < reads)
        plan->matched[setting] = reads;
    if (reads < least)
        reads = least;
    if (plan->reads[setting] < reads)
        plan->reads[setting] = reads;
}

/* Where no control has torn, all settings are as good. */
static void want_everywhere(struct plan *plan, uint64_t least)
{
    for (unsigned i = 0; i < plan->settings; i++)
        want(plan, i, 1, least);
}

/* Retries can be counted only where the paced reader runs. */
static void want_a_paced_one(struct plan *plan, uint64_t reads)
{
    int first = -1;
    for (unsigned i = plan->settings; i-- > 0;) {
        if (plan->setting[i].pace && plan->reads[i])
            return;
        if (plan->setting[i].pace)
            first = (int)i;
    }
    if (first >= 0)
        want(plan, (unsigned)first, reads, 1);
}

static void plan_positive(struct plan *plan, const struct trial *trial,
                          enum engine_id engine, uint64_t least,
                          const struct result *results, unsigned count)
{
    bool matched = false;
    for (unsigned i = 0; i < count; i++) {
        int setting = easiest(&results[i].tallies);
        if (results[i].engine != engine || setting < 0 ||
            !trial_controls(results[i].trial, trial))
            continue;
        want(plan, (unsigned)setting, reads_to_match(&results[i].tallies.tally[setting]),
             least);
        matched = true;
    }
    if (!matched)
        want_everywhere(plan, least);
    if (trial->evidence & EVIDENCE_RETRIED)
        want_a_paced_one(plan, divide32(least, 10, NULL));
}

void plan_make(struct plan *plan, const struct trial *trial, enum engine_id engine,
               const struct litmus_options *options, const struct result *results,
               unsigned count)
{
    bool positive = trial->expected == NEVER;

    memset(plan, 0, sizeof(*plan));
    choose_settings(plan, trial, options);
    plan->tears = CONTROL_TEARS;
    plan->tears_at_least = CONTROL_TEARS_AT_LEAST;
    plan->slice_ms = positive       ? POSITIVE_SLICE_MS
                     : trial->third ? WAKING_SLICE_MS
                                    : CONTROL_SLICE_MS;
    plan->patience_ms = positive ? POSITIVE_PATIENCE_MS : CONTROL_PATIENCE_MS;
    plan->limit_ms = options->time_ms ? options->time_ms
                     : positive       ? POSITIVE_LIMIT_MS
                                      : CONTROL_LIMIT_MS;
    if (positive)
        plan_positive(plan, trial, engine,
                      options->count ? options->count
                      : trial->reads ? trial->reads
                                     : POSITIVE_READS,
                      results, count);
}

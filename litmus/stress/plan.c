#include "litmus/stress/plan.h"

#include "lib/divide.h"
#include "lib/string.h"

enum {
    CONTROL_LIMIT_MS = 15000,
    /* A busy host may hardly ever run both CPUs at once. */
    CHANCES = 1000,
    LIMIT_STRETCH = 4,
    CONTROL_TEARS = 32,
    CONTROL_TEARS_AT_LEAST = 4,
    CONTROL_TIMEOUT_MS = 3000,
    CONTROL_MEASURED_US = 50000,
    CONTROL_SLICE_US = 5000,
    CONTROL_PROBE_SLICE_US = 500,
    /* CPUs that sleep and wake each other start slowly. */
    WAKING_SLICE_US = 100000,
    WAKING_WINDOW = 1024,
    POSITIVE_LIMIT_MS = 30000,
    POSITIVE_READS = 1000000,
    AS_IT_IS_READS = 100000000,
    POSITIVE_SLICE_US = 50000,
    POSITIVE_ENOUGH_US = 300000,
    /* For a trial that sets its own number of reads, which come slowly. */
    SLOW_ENOUGH_US = 3000000,
    /* A control's rate rests on a few tears only, so a positive reads for this multiple
     * of the tears that the judge requires. */
    MARGIN = 2,
};

/*
 * The settings, each with the race windows whose controls begin with it and those that it
 * is also made for (docs/stress.md has the measurements). Chasing finds most tears that a
 * delay between two accesses can cause. The right width depends on the machine: on the
 * time that a cache line takes from one CPU to the other, or that an interrupt or the
 * waking of a third CPU takes. The settings in `first_for` tear in QEMU at any time. If
 * they find nothing, as in native code on a machine with slow cache lines, the others of
 * the probe phase do.
 */
#define FOR(race_window) (1u << RACE_##race_window)
enum { AS_IT_IS = 23 };
static const struct {
    struct setting setting;
    uint32_t first_for, made_for; /* FOR() race windows */
} settings_auto[] = {
    { .setting = { .window = 4, .batch = 512, .sweep = SWEEP_CHASE },
      .first_for = FOR(READER) | FOR(ROUND) | FOR(QUEUED) },
    { .setting = { .window = 2, .batch = 512, .sweep = SWEEP_CHASE },
      .made_for = FOR(READER) | FOR(QUEUED) },
    { .setting = { .gap = 32, .batch = 64, .sweep = SWEEP_CHASE },
      .first_for = FOR(WRITER) },
    { .setting = { .window = 4, .batch = 8, .sweep = SWEEP_HOT },
      .made_for = FOR(READER) | FOR(ROUND) | FOR(QUEUED) },
    { .setting = { .window = 4, .batch = 16, .sweep = SWEEP_HOT },
      .made_for = FOR(READER) | FOR(ROUND) },
    { .setting = { .window = 16, .batch = 8, .sweep = SWEEP_CHASE },
      .first_for = FOR(INTERRUPT),
      .made_for = FOR(ROUND) | FOR(QUEUED) },
    { .setting = { .window = 32, .batch = 8, .sweep = SWEEP_HOT },
      .made_for = FOR(ROUND) | FOR(QUEUED) },
    { .setting = { .window = 8, .batch = 16, .sweep = SWEEP_HOT },
      .made_for = FOR(READER) | FOR(ROUND) | FOR(QUEUED) },
    { .setting = { .window = 1000, .batch = 64, .sweep = SWEEP_CHASE },
      .made_for = FOR(INTERRUPT) },
    { .setting = { .window = 1500, .batch = 512, .sweep = SWEEP_CHASE },
      .made_for = FOR(INTERRUPT) },
    { .setting = { .window = 4000, .batch = 512, .sweep = SWEEP_CHASE },
      .made_for = FOR(INTERRUPT) },
    { .setting = { .batch = 512, .sweep = SWEEP_CHASE }, .first_for = FOR(COMPILED) },
    { .setting = { .gap = 2, .batch = 512, .sweep = SWEEP_CHASE },
      .made_for = FOR(COMPILED) },
    { .setting = { .gap = 128, .batch = 64, .sweep = SWEEP_CHASE },
      .made_for = FOR(WRITER) },
    { .setting = { .gap = 4, .batch = 64, .sweep = SWEEP_CHASE },
      .made_for = FOR(WRITER) },
    { .setting = { .window = 128, .batch = 64, .sweep = SWEEP_OPPOSED },
      .made_for = FOR(INTERRUPT) },
    { .setting = { .window = 20, .batch = 512, .sweep = SWEEP_CHASE },
      .made_for = FOR(READER) | FOR(QUEUED) },
    { .setting = { .gap = 8, .batch = 64, .sweep = SWEEP_CHASE },
      .made_for = FOR(WRITER) },
    { .setting = { .window = 2, .gap = 2, .batch = 512, .sweep = SWEEP_OPPOSED } },
    { .setting = { .window = 2, .batch = 512, .sweep = SWEEP_SHUFFLED } },
    { .setting = { .window = 1024, .batch = 512, .sweep = SWEEP_OPPOSED },
      .first_for = FOR(WAKING) },
    { .setting = { .window = 4096, .batch = 512, .sweep = SWEEP_OPPOSED },
      .made_for = FOR(WAKING) },
    { .setting = { .window = 32768, .batch = 512, .sweep = SWEEP_OPPOSED },
      .made_for = FOR(WAKING) },
    [AS_IT_IS] = { .setting = { .batch = 512, .sweep = SWEEP_OPPOSED } }, /* no delay */
};
_Static_assert(ARRAY_SIZE(settings_auto) <= SETTINGS_MAX, "room for all settings");
_Static_assert(ARRAY_SIZE(settings_auto) == AS_IT_IS + 1, "the last of them");

/* The options' windows and gaps are combined with each of these. */
static const struct setting settings_chosen[] = {
    { .batch = 512, .sweep = SWEEP_OPPOSED },
    { .batch = 512, .sweep = SWEEP_CHASE },
    { .batch = 8, .sweep = SWEEP_CHASE },
    { .batch = 64, .sweep = SWEEP_CHASE },
};

static void add_chosen(struct plan *plan, struct setting setting, uint32_t window,
                       uint32_t gap)
{
    if (plan->settings == SETTINGS_MAX)
        return;
    setting.window = (uint16_t)window;
    setting.gap = (uint16_t)gap;
    plan->order[plan->ordered++] = (uint8_t)plan->settings;
    plan->setting[plan->settings++] = setting;
}

/* Each window with each gap. If there are too many, as many as fit: each window with
 * other gaps in turn, so that every window and every gap is used. */
static void choose(struct plan *plan, const struct litmus_options *options)
{
    static const uint32_t none = 0;
    const uint32_t *windows = options->window_count ? options->windows : &none;
    const uint32_t *gaps = options->gap_count ? options->gaps : &none;
    unsigned window_count = options->window_count ? options->window_count : 1;
    unsigned gap_count = options->gap_count ? options->gap_count : 1;
    bool too_many = window_count * gap_count > SETTINGS_MAX;

    for (unsigned i = 0; i < ARRAY_SIZE(settings_chosen); i++)
        for (unsigned k = 0; k < window_count * gap_count; k++) {
            unsigned p = too_many ? k % window_count : k / gap_count;
            unsigned g = too_many ? (p + k / window_count) % gap_count : k % gap_count;
            add_chosen(plan, settings_chosen[i], windows[p], gaps[g]);
        }
}

/* The order in which a control tries them. */
enum rank { RANK_FIRST, RANK_MADE_FOR, RANK_OTHER, RANKS };
static enum rank rank(unsigned i, enum race_window race_window)
{
    if (settings_auto[i].first_for >> race_window & 1)
        return RANK_FIRST;
    return settings_auto[i].made_for >> race_window & 1 ? RANK_MADE_FOR : RANK_OTHER;
}

/* A third CPU acts only after it has woken up, when a narrow window is long over. Without
 * a third CPU the widest windows find no more than the others, and take longest. */
static bool of_use(unsigned i, const struct trial *trial)
{
    if (trial->expected == NEVER)
        return true;
    return trial->race_window == RACE_WAKING
               ? settings_auto[i].setting.window >= WAKING_WINDOW
               : rank(i, RACE_WAKING) == RANK_OTHER;
}

static void take_all(struct plan *plan, const struct trial *trial)
{
    plan->settings = ARRAY_SIZE(settings_auto);
    for (unsigned i = 0; i < plan->settings; i++)
        plan->setting[i] = settings_auto[i].setting;
    for (unsigned r = 0; r < RANKS; r++)
        for (unsigned i = 0; i < plan->settings; i++)
            if (of_use(i, trial) && rank(i, trial->race_window) == r) {
                plan->order[plan->ordered++] = (uint8_t)i;
                plan->probe_phase += r != RANK_OTHER;
            }
}

/* The reads in which the control's rate at a setting gives MARGIN * EXPECTED_TEARS
 * tears. */
static uint64_t reads_to_match(const struct tally *control)
{
    return scale((uint64_t)MARGIN * EXPECTED_TEARS, tally_accepted(control),
                 tally_torn(control)) +
           1;
}

static void want(struct plan *plan, unsigned setting, uint64_t matched, uint64_t reads)
{
    if (plan->matched[setting] < matched)
        plan->matched[setting] = matched;
    if (reads < plan->matched[setting])
        reads = plan->matched[setting];
    if (plan->reads[setting] < reads)
        plan->reads[setting] = reads;
}

/* Without a torn control, no setting is better than another. */
static void want_everywhere(struct plan *plan, uint64_t reads)
{
    for (unsigned i = 0; i < plan->settings; i++)
        if (plan->setting[i].window <= WAKING_WINDOW)
            want(plan, i, 1, reads);
}

/* Only the paced reader counts retries. */
static void want_a_paced_one(struct plan *plan, uint64_t reads)
{
    int first = -1;
    for (unsigned i = plan->settings; i-- > 0;) {
        if (plan->setting[i].window && plan->reads[i])
            return;
        if (plan->setting[i].window && plan->setting[i].window < WAKING_WINDOW)
            first = (int)i;
    }
    if (first >= 0)
        want(plan, (unsigned)first, 1, reads);
}

static void plan_positive(struct plan *plan, const struct trial *trial,
                          enum engine_id engine, uint64_t reads,
                          const struct result *results, unsigned count)
{
    bool matched = false;
    for (unsigned i = 0; i < count; i++) {
        int setting = tally_best(&results[i].tallies);
        if (results[i].engine != engine || setting < 0 ||
            (unsigned)setting >= plan->settings ||
            !trial_controls(results[i].trial, trial))
            continue;
        want(plan, (unsigned)setting, reads_to_match(&results[i].tallies.tally[setting]),
             reads);
        matched = true;
    }
    if (!matched)
        want_everywhere(plan, reads);
    if (trial->evidence & EVIDENCE_RETRIED)
        want_a_paced_one(plan, divide32(reads, 10, NULL));
}

void plan_make(struct plan *plan, const struct trial *trial, enum engine_id engine,
               const struct litmus_options *options, const struct result *results,
               unsigned count)
{
    bool positive = trial->expected == NEVER;
    bool chosen = options->window_count || options->gap_count;
    uint64_t reads = options->count ? options->count : trial->reads;

    memset(plan, 0, sizeof(*plan));
    if (chosen)
        choose(plan, options);
    else
        take_all(plan, trial);
    plan->control = !positive;
    plan->tears = CONTROL_TEARS;
    plan->tears_at_least = CONTROL_TEARS_AT_LEAST;
    plan->measured_us = CONTROL_MEASURED_US;
    plan->timeout_ms = CONTROL_TIMEOUT_MS;
    plan->slice_us = positive                            ? POSITIVE_SLICE_US
                     : trial->race_window == RACE_WAKING ? WAKING_SLICE_US
                                                         : CONTROL_SLICE_US;
    /* A probe slice is over before the third CPU is awake. */
    plan->probe_phase = positive || trial->race_window == RACE_WAKING ? 0
                                                                      : plan->probe_phase;
    plan->probe_slice_us = CONTROL_PROBE_SLICE_US;
    plan->limit_ms = options->time_ms ? options->time_ms
                     : positive       ? POSITIVE_LIMIT_MS
                                      : CONTROL_LIMIT_MS;
    plan->chances = options->time_ms ? 0 : CHANCES;
    plan->longest_ms = LIMIT_STRETCH * plan->limit_ms;
    plan->enough_us = options->count ? (uint64_t)plan->limit_ms * 1000
                      : reads        ? SLOW_ENOUGH_US
                                     : POSITIVE_ENOUGH_US;
    if (!positive)
        return;
    plan_positive(plan, trial, engine, reads ? reads : POSITIVE_READS, results, count);
    /* The code without any delay reads as often as time allows. */
    if (trial->reader && !chosen)
        want(plan, AS_IT_IS, 1, reads ? reads : AS_IT_IS_READS);
}

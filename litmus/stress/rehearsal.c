#include "litmus/stress/rehearsal.h"

#include "lib/compiler.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/legs/legs.h"
#include "litmus/stress/scene.h"
#include "litmus/stress/stress.h"

enum { REHEARSAL_MS = 1 };

static const struct step clear_flush_set[] = {
    { STEP_STORE, { &store_clear }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};

static const struct step clear_set_counted[] = {
    { STEP_STORE, { &store_clear_counted }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};

/* As the positives of these names in the catalogue: between them they go most of the ways that
 * others go. */
static const struct trial rehearsed[] = {
    { .level = "pte", .id = "lockless", .expected = NEVER, .scene = &scene_table,
      .reader = &reader_lockless, .program = clear_flush_set, .lows = LOWS_EQUAL },
    { .level = "pte", .id = "counted", .expected = NEVER, .scene = &scene_table,
      .reader = &reader_counted, .program = clear_set_counted, .lows = LOWS_ALTERNATE,
      .whole_program_per_slot = true },
};

static bool rehearse(const struct trial *trial, const struct stage *stage,
                     const struct litmus_options *options, struct result *result)
{
    static struct tallies tallies;
    static const struct plan plan = {
        .settings = 1,
        .setting = { { 2, 0, SLOTS_MAX, SWEEP_CHASE } },
        .ordered = 1,
        .limit_ms = REHEARSAL_MS,
        .slice_ms = REHEARSAL_MS,
        .reads = { 1 },
    };
    struct tally sum;

    memset(&tallies, 0, sizeof(tallies));
    if (stress_run(trial, stage, options, &plan, &tallies) == STRESS_LOST) {
        result->status = STATUS_ERROR;
        return false;
    }
    tally_sum(&tallies, &sum);
    if (!tally_torn(&sum))
        return true;
    result->status = STATUS_NOT_OK;
    format(result->reason, REASON_SIZE, "%llu torn reads of %s before the first trial",
           (unsigned long long)tally_torn(&sum), trial->id);
    return false;
}

bool stress_rehearse(const struct stage *stage, const struct litmus_options *options,
                     struct result *result)
{
    for (unsigned i = 0; stage->workers && i < ARRAY_SIZE(rehearsed); i++)
        if (!rehearse(&rehearsed[i], stage, options, result))
            return false;
    return true;
}

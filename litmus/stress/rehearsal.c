#include "litmus/stress/rehearsal.h"

#include "lib/format.h"
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

static const struct trial rehearsal = {
    .level = "pte",
    .id = "rehearsal",
    .asks = "nothing that lockless does not ask",
    .expected = NEVER,
    .scene = &scene_table,
    .reader = &reader_lockless,
    .program = clear_flush_set,
};

bool stress_rehearse(const struct stage *stage, const struct litmus_options *options,
                     struct result *result)
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

    if (!stage->workers)
        return true;
    if (stress_run(&rehearsal, stage, options, &plan, &tallies) == STRESS_LOST) {
        result->status = STATUS_ERROR;
        return false;
    }
    tally_sum(&tallies, &sum);
    if (!tally_torn(&sum))
        return true;
    result->status = STATUS_NOT_OK;
    format(result->reason, REASON_SIZE, "%llu torn reads of lockless before the first trial",
           (unsigned long long)tally_torn(&sum));
    return false;
}

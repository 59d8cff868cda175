#include "litmus/rehearsal.h"

#include "lib/compiler.h"
#include "lib/format.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/stress/scene.h"
#include "litmus/stress/stress.h"

enum { REHEARSAL_MS = 1 };

/* At the level of one entry. Between them they go most of the ways that others go: a program
 * for a batch of slots at a time, and for each slot by itself. */
static const char *const rehearsed[] = { "lockless", "counted" };

static const struct trial *find(const char *id)
{
    for (unsigned i = 0; i < catalogue_size; i++)
        if (catalogue[i].scene == &scene_table && string_equal(catalogue[i].level, "pte") &&
            string_equal(catalogue[i].id, id))
            return &catalogue[i];
    panic("there is no trial pte/%s to rehearse", id);
}

static bool rehearse_one(const struct trial *trial, const struct stage *stage,
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

bool rehearse(const struct stage *stage, const struct litmus_options *options,
              struct result *result)
{
    for (unsigned i = 0; stage->workers && i < ARRAY_SIZE(rehearsed); i++)
        if (!rehearse_one(find(rehearsed[i]), stage, options, result))
            return false;
    return true;
}

#include "litmus/run/rounds.h"

#include "lib/string.h"

/* The higher one counts for the whole run. */
static unsigned weight(enum status status)
{
    static const unsigned weights[] = {
        [STATUS_SKIP] = 0, [STATUS_SILENT] = 1, [STATUS_UNPROVEN] = 2,
        [STATUS_OK] = 3,   [STATUS_ERROR] = 4,  [STATUS_NOT_OK] = 5,
    };
    return weights[status];
}

void rounds_begin(const struct rounds *rounds, struct result *results, unsigned count)
{
    if (!rounds->done)
        return;
    for (unsigned i = 0; i < count; i++) {
        const struct trial *trial = results[i].trial;
        enum engine_id engine = results[i].engine;
        memset(&results[i], 0, sizeof(results[i])); /* too large for the stack */
        results[i].trial = trial;
        results[i].engine = engine;
    }
}

static void remember(const struct result *result, struct remembered *remembered)
{
    remembered->status = result->status;
    remembered->not_applicable = result->not_applicable;
    remembered->no_second_cpu = result->no_second_cpu;
    remembered->not_run = result->not_run;
    memcpy(remembered->reason, result->reason, REASON_SIZE);
}

static void recall(const struct remembered *remembered, struct result *result)
{
    result->status = remembered->status;
    result->not_applicable = remembered->not_applicable;
    result->no_second_cpu = remembered->no_second_cpu;
    result->not_run = remembered->not_run;
    memcpy(result->reason, remembered->reason, REASON_SIZE);
}

void rounds_end(struct rounds *rounds, struct result *results, unsigned count, bool whole)
{
    for (unsigned i = 0; i < count; i++) {
        struct remembered *remembered = &rounds->remembered[i];
        if (rounds->done && weight(remembered->status) >= weight(results[i].status))
            recall(remembered, &results[i]);
        else
            remember(&results[i], remembered);
    }
    rounds->done += whole;
}

bool rounds_go_on(const struct rounds *rounds)
{
    return rounds->wanted == ROUNDS_FOR_EVER || rounds->done < rounds->wanted;
}

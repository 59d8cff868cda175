#include "litmus/rounds.h"

#include "lib/string.h"

/* Whichever is higher counts for the whole run. */
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

void rounds_end(struct rounds *rounds, struct result *results, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct result *result = &results[i];
        if (rounds->done && weight(rounds->remembered[i].status) >= weight(result->status)) {
            result->status = rounds->remembered[i].status;
            memcpy(result->reason, rounds->remembered[i].reason, REASON_SIZE);
        } else {
            rounds->remembered[i].status = result->status;
            memcpy(rounds->remembered[i].reason, result->reason, REASON_SIZE);
        }
    }
    rounds->done++;
}

bool rounds_go_on(const struct rounds *rounds)
{
    return rounds->wanted == ROUNDS_FOR_EVER || rounds->done < rounds->wanted;
}

#include "litmus/interleave/outcome_set.h"

#include "lib/string.h"
#include "litmus/interleave/model.h"

/* Numbers of schedules are modulo 2^64 (litmus/interleave/explore.h). An outcome that was
 * seen counts as at least 1, and the limit keeps a few sums of these from wrapping. */
#define SCHEDULES_MOST (1ull << 56)

static uint64_t add_seen(uint64_t sum, uint64_t schedules)
{
    schedules += !schedules;
    return schedules > SCHEDULES_MOST - sum ? SCHEDULES_MOST : sum + schedules;
}

static const struct outcome *find(const struct outcome_set *outcome_set, pte_t pte,
                                  enum reading reading)
{
    for (unsigned i = 0; i < outcome_set->count; i++)
        if (outcome_set->outcome[i].pte.pte == pte.pte &&
            outcome_set->outcome[i].reading == reading)
            return &outcome_set->outcome[i];
    return NULL;
}

static void add_outcome(struct outcome_set *outcome_set, pte_t pte, enum reading reading,
                        uint64_t schedules)
{
    struct outcome *outcome = (struct outcome *)find(outcome_set, pte, reading);

    if (outcome) {
        outcome->schedules = add_seen(outcome->schedules, schedules);
        return;
    }
    if (outcome_set->count == OUTCOMES_MAX) {
        outcome_set->overflow = true;
        return;
    }
    outcome_set->outcome[outcome_set->count++] =
        (struct outcome){ pte, reading, add_seen(0, schedules) };
}

void outcome_set_add(struct outcome_set *outcome_set, const struct snapshot *end,
                     const struct explore_end *how)
{
    const struct live *last = &end->live;

    outcome_set->retries += last->retries * how->schedules;
    outcome_set->pinned += last->writer_state.lost * how->schedules;
    outcome_set->pending += last->seen & SEEN_PENDING ? how->schedules : 0;
    outcome_set->waited += last->seen & SEEN_WAITED ? how->schedules : 0;
    if (last->thread_status[THREAD_READER] != THREAD_IS_DONE) {
        outcome_set->cut = add_seen(outcome_set->cut, how->schedules);
        return;
    }
    enum reading reading = outcome_set->judge(end);
    add_outcome(outcome_set, last->got, reading, how->schedules);
    if (reading_wrong(reading) && !outcome_set->torn) {
        outcome_set->torn = true;
        outcome_set->torn_back_pointer = how->back_pointer;
    }
}

static void collect(struct end_collector *collector, const struct snapshot *end,
                    const struct explore_end *how)
{
    outcome_set_add((struct outcome_set *)collector, end, how);
}

void outcome_set_start(struct outcome_set *outcome_set,
                       enum reading (*judge)(const struct snapshot *end))
{
    memset(outcome_set, 0, sizeof(*outcome_set));
    outcome_set->collector.over = collect;
    outcome_set->judge = judge;
}

static const struct outcome *lacking(const struct outcome_set *a,
                                     const struct outcome_set *b, bool counts)
{
    for (unsigned i = 0; i < a->count; i++) {
        const struct outcome *mine = &a->outcome[i];
        const struct outcome *other = find(b, mine->pte, mine->reading);
        if (!other || (counts && other->schedules != mine->schedules))
            return mine;
    }
    return NULL;
}

const struct outcome *outcome_set_lacks(const struct outcome_set *a,
                                        const struct outcome_set *b)
{
    return lacking(b, a, false);
}

const struct outcome *outcome_set_difference(const struct outcome_set *a,
                                             const struct outcome_set *b, bool counts)
{
    const struct outcome *odd = lacking(a, b, counts);
    return odd ? odd : lacking(b, a, counts);
}

static uint64_t add_clipped(uint64_t sum, uint64_t value)
{
    return value > UINT64_MAX - sum ? UINT64_MAX : sum + value;
}

void outcome_set_tally(const struct outcome_set *outcome_set, struct tally *tally)
{
    for (unsigned i = 0; i < outcome_set->count; i++)
        tally->reading[outcome_set->outcome[i].reading] +=
            outcome_set->outcome[i].schedules;
    tally->retries += outcome_set->retries;
    tally->pending = add_clipped(tally->pending, outcome_set->pending);
    tally->waits = add_clipped(tally->waits, outcome_set->waited);
    tally->pinned = add_clipped(tally->pinned, outcome_set->pinned);
}

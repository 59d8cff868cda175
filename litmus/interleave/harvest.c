#include "litmus/interleave/harvest.h"

#include "lib/string.h"
#include "litmus/interleave/play.h"

/* Numbers of schedules come modulo 2^64 (litmus/interleave/explore.h). What was seen is
 * never counted as nothing, and a few sums of these do not wrap either. */
#define SCHEDULES_MOST (1ull << 56)

static uint64_t add_seen(uint64_t sum, uint64_t schedules)
{
    schedules += !schedules;
    return schedules > SCHEDULES_MOST - sum ? SCHEDULES_MOST : sum + schedules;
}

static const struct outcome *find(const struct harvest *harvest, pte_t pte,
                                  enum reading reading)
{
    for (unsigned i = 0; i < harvest->count; i++)
        if (harvest->outcome[i].pte.pte == pte.pte &&
            harvest->outcome[i].reading == reading)
            return &harvest->outcome[i];
    return NULL;
}

static void add_outcome(struct harvest *harvest, pte_t pte, enum reading reading,
                        uint64_t schedules)
{
    struct outcome *outcome = (struct outcome *)find(harvest, pte, reading);

    if (outcome) {
        outcome->schedules = add_seen(outcome->schedules, schedules);
        return;
    }
    if (harvest->count == OUTCOMES_MAX) {
        harvest->overflow = true;
        return;
    }
    harvest->outcome[harvest->count++] =
        (struct outcome){ pte, reading, add_seen(0, schedules) };
}

void harvest_add(struct harvest *harvest, const struct position *end,
                 const struct explore_end *how)
{
    const struct live *last = &end->live;

    harvest->retries += last->retries * how->schedules;
    harvest->pinned += last->turn.lost * how->schedules;
    harvest->pending += last->seen & SEEN_PENDING ? how->schedules : 0;
    harvest->waited += last->seen & SEEN_WAITED ? how->schedules : 0;
    if (last->stands[ACTOR_READER] != STANDS_DONE) {
        harvest->cut = add_seen(harvest->cut, how->schedules);
        return;
    }
    enum reading reading = harvest->judge(end);
    add_outcome(harvest, last->got, reading, how->schedules);
    if (reading_torn(reading) && !harvest->torn) {
        harvest->torn = true;
        harvest->torn_trail = how->trail;
    }
}

static void collect(struct play_collector *collector, const struct position *end,
                    const struct explore_end *how)
{
    harvest_add((struct harvest *)collector, end, how);
}

void harvest_start(struct harvest *harvest,
                   enum reading (*judge)(const struct position *end))
{
    memset(harvest, 0, sizeof(*harvest));
    harvest->collector.over = collect;
    harvest->judge = judge;
}

static const struct outcome *lacking(const struct harvest *a, const struct harvest *b,
                                     bool counts)
{
    for (unsigned i = 0; i < a->count; i++) {
        const struct outcome *mine = &a->outcome[i];
        const struct outcome *other = find(b, mine->pte, mine->reading);
        if (!other || (counts && other->schedules != mine->schedules))
            return mine;
    }
    return NULL;
}

const struct outcome *harvest_lacks(const struct harvest *a, const struct harvest *b)
{
    return lacking(b, a, false);
}

const struct outcome *harvest_difference(const struct harvest *a, const struct harvest *b,
                                         bool counts)
{
    const struct outcome *odd = lacking(a, b, counts);
    return odd ? odd : lacking(b, a, counts);
}

static uint64_t add_clipped(uint64_t sum, uint64_t value)
{
    return value > UINT64_MAX - sum ? UINT64_MAX : sum + value;
}

void harvest_tally(const struct harvest *harvest, struct tally *tally)
{
    for (unsigned i = 0; i < harvest->count; i++)
        tally->reading[harvest->outcome[i].reading] += harvest->outcome[i].schedules;
    tally->retries += harvest->retries;
    tally->pending = add_clipped(tally->pending, harvest->pending);
    tally->waits = add_clipped(tally->waits, harvest->waited);
    tally->pinned = add_clipped(tally->pinned, harvest->pinned);
}

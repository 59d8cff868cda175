#include "litmus/stress/turns.h"

enum {
    LONGEST_SLICE_US = 40000,
    /* In one lap of so many, the settings that are behind get a glance as well. */
    GLANCE_LAPS = 4,
};

void turns_start(struct turns *turns, const struct plan *plan)
{
    *turns = (struct turns){ plan, 0, 0, 0 };
}

static bool behind(const struct tallies *tallies, unsigned setting)
{
    int best = tally_best(tallies);
    return best >= 0 && 2 * tally_tears_per_second(&tallies->tally[setting]) <
                            tally_tears_per_second(&tallies->tally[best]);
}

static uint32_t grown(const struct turns *turns)
{
    uint32_t slice = turns->plan->slice_us;
    uint32_t longest = slice > LONGEST_SLICE_US ? slice : LONGEST_SLICE_US;
    for (unsigned lap = turns->lap; lap && slice < longest; lap--)
        slice *= 2;
    return slice < longest ? slice : longest;
}

/* How long the control looks there in this lap; 0: not at all. */
static uint32_t control_slice(const struct turns *turns, const struct tallies *tallies,
                              unsigned setting)
{
    if (!turns->lap)
        return turns->plan->slice_us;
    if (!behind(tallies, setting))
        return grown(turns);
    return turns->lap % GLANCE_LAPS == GLANCE_LAPS - 1 ? turns->plan->slice_us : 0;
}

bool turns_settled(const struct plan *plan, const struct tallies *tallies, unsigned setting)
{
    const struct tally *tally = &tallies->tally[setting];
    uint64_t accepted = tally_accepted(tally);

    return accepted >= plan->matched[setting] &&
           (accepted >= plan->reads[setting] || tally->elapsed_us >= plan->enough_us);
}

/* What is settled still gets turns while all are, and only the evidence is missing. */
static uint32_t positive_slice(const struct turns *turns, const struct tallies *tallies,
                               unsigned setting)
{
    const struct plan *plan = turns->plan;
    bool all = true;

    if (!plan->reads[setting])
        return 0;
    for (unsigned i = 0; i < plan->settings; i++)
        all &= turns_settled(plan, tallies, i);
    return all || !turns_settled(plan, tallies, setting) ? plan->slice_us : 0;
}

static void step(struct turns *turns)
{
    turns->at = (turns->at + 1) % turns->plan->ordered;
    turns->lap += !turns->at;
}

static bool opening(const struct turns *turns, const struct tallies *tallies)
{
    if (turns->opened >= OPENING_ROUNDS * turns->plan->opening)
        return false;
    return !turns->opened || tally_best(tallies) < 0;
}

struct turn turns_next(struct turns *turns, const struct tallies *tallies)
{
    struct turn turn = { turns->plan->order[0], 0, turns->plan->slice_us };

    if (opening(turns, tallies)) {
        turn.setting = turns->plan->order[turns->opened++ % turns->plan->opening];
        turn.slice_us = turns->plan->glance_us;
        return turn;
    }
    /* Two laps: in the first, settings before this one may be all that is wanted; in a
     * lap of glances there is always one. */
    for (unsigned i = 0; i < 2 * turns->plan->ordered; i++) {
        unsigned setting = turns->plan->order[turns->at];
        uint32_t slice = turns->plan->control ? control_slice(turns, tallies, setting)
                                              : positive_slice(turns, tallies, setting);
        turn = (struct turn){ setting, turns->lap, slice ? slice : turns->plan->slice_us };
        step(turns);
        if (slice)
            break;
    }
    return turn;
}

bool turns_had_chances(const struct plan *plan, const struct tallies *tallies)
{
    struct tally sum;
    tally_sum(tallies, &sum);
    return tally_accepted(&sum) >= plan->chances;
}

bool turns_torn_enough(const struct plan *plan, const struct tallies *tallies,
                       bool impatient)
{
    struct tally sum;
    int best = tally_best(tallies);

    if (best < 0)
        return false;
    const struct tally *tally = &tallies->tally[best];
    tally_sum(tallies, &sum);
    return (tally_torn(tally) >= plan->tears && tally->elapsed_us >= plan->measured_us) ||
           (impatient && tally_torn(&sum) >= plan->tears_at_least);
}

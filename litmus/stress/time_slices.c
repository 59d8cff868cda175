#include "litmus/stress/time_slices.h"

enum {
    LONGEST_SLICE_US = 40000,
    /* In one of that many passes, the settings that tear less get a probe slice as
     * well. */
    PROBE_SLICE_PASSES = 4,
};

void time_slices_start(struct time_slices *time_slices, const struct plan *plan)
{
    *time_slices = (struct time_slices){ plan, 0, 0, 0 };
}

static bool behind(const struct tallies *tallies, unsigned setting)
{
    int best = tally_best(tallies);
    return best >= 0 && 2 * tally_tears_per_second(&tallies->tally[setting]) <
                            tally_tears_per_second(&tallies->tally[best]);
}

static uint32_t grown(const struct time_slices *time_slices)
{
    uint32_t slice = time_slices->plan->slice_us;
    uint32_t longest = slice > LONGEST_SLICE_US ? slice : LONGEST_SLICE_US;
    for (unsigned pass = time_slices->pass; pass && slice < longest; pass--)
        slice *= 2;
    return slice < longest ? slice : longest;
}

/* The control's time at the setting in this pass; 0: none. */
static uint32_t control_slice(const struct time_slices *time_slices,
                              const struct tallies *tallies, unsigned setting)
{
    if (!time_slices->pass)
        return time_slices->plan->slice_us;
    if (!behind(tallies, setting))
        return grown(time_slices);
    return time_slices->pass % PROBE_SLICE_PASSES == PROBE_SLICE_PASSES - 1
               ? time_slices->plan->slice_us
               : 0;
}

bool time_slices_settled(const struct plan *plan, const struct tallies *tallies,
                         unsigned setting)
{
    const struct tally *tally = &tallies->tally[setting];
    uint64_t accepted = tally_accepted(tally);

    return accepted >= plan->matched[setting] &&
           (accepted >= plan->reads[setting] || tally->elapsed_us >= plan->enough_us);
}

/* Settings that are done still get time slices if all are done and only the evidence is
 * missing. */
static uint32_t positive_slice(const struct time_slices *time_slices,
                               const struct tallies *tallies, unsigned setting)
{
    const struct plan *plan = time_slices->plan;
    bool all = true;

    if (!plan->reads[setting])
        return 0;
    for (unsigned i = 0; i < plan->settings; i++)
        all &= time_slices_settled(plan, tallies, i);
    return all || !time_slices_settled(plan, tallies, setting) ? plan->slice_us : 0;
}

static void step(struct time_slices *time_slices)
{
    time_slices->at = (time_slices->at + 1) % time_slices->plan->ordered;
    time_slices->pass += !time_slices->at;
}

static bool probe_phase(const struct time_slices *time_slices,
                        const struct tallies *tallies)
{
    if (time_slices->opened >= PROBE_PHASE_ROUNDS * time_slices->plan->probe_phase)
        return false;
    return !time_slices->opened || tally_best(tallies) < 0;
}

struct time_slice time_slices_next(struct time_slices *time_slices,
                                   const struct tallies *tallies)
{
    struct time_slice time_slice = { time_slices->plan->order[0], 0,
                                     time_slices->plan->slice_us };

    if (probe_phase(time_slices, tallies)) {
        time_slice.setting =
            time_slices->plan
                ->order[time_slices->opened++ % time_slices->plan->probe_phase];
        time_slice.slice_us = time_slices->plan->probe_slice_us;
        return time_slice;
    }
    /* Two passes, because in the first one only settings before this one may need time; a
     * pass of probe slices always has one. */
    for (unsigned i = 0; i < 2 * time_slices->plan->ordered; i++) {
        unsigned setting = time_slices->plan->order[time_slices->at];
        uint32_t slice = time_slices->plan->control
                             ? control_slice(time_slices, tallies, setting)
                             : positive_slice(time_slices, tallies, setting);
        time_slice = (struct time_slice){ setting, time_slices->pass,
                                          slice ? slice : time_slices->plan->slice_us };
        step(time_slices);
        if (slice)
            break;
    }
    return time_slice;
}

bool time_slices_had_chances(const struct plan *plan, const struct tallies *tallies)
{
    struct tally sum;
    tally_sum(tallies, &sum);
    return tally_accepted(&sum) >= plan->chances;
}

bool time_slices_torn_enough(const struct plan *plan, const struct tallies *tallies,
                             bool timed_out)
{
    struct tally sum;
    int best = tally_best(tallies);

    if (best < 0)
        return false;
    const struct tally *tally = &tallies->tally[best];
    tally_sum(tallies, &sum);
    return (tally_torn(tally) >= plan->tears && tally->elapsed_us >= plan->measured_us) ||
           (timed_out && tally_torn(&sum) >= plan->tears_at_least);
}

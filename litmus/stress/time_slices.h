/*
 * The schedule of settings: at which one a trial runs next, and for how long. Pure; also
 * compiled on the host.
 *
 * A control begins with a probe phase: short slices at the settings made for its race
 * window, until it tears somewhere. Then it goes through all settings. From the second
 * pass on, only settings with at least half as many tears per second as the best one get
 * full slices, which grow from pass to pass: a setting without tears in a short slice may
 * tear in a longer one, and the best setting may have been lucky. A positive goes through
 * the settings at which it still needs reads.
 */
#pragma once

#include "litmus/stress/plan.h"

/* Probe slices at each setting for the control's race window. More than one, because
 * another CPU writes in each: a CPU that shares a core with the reader, as in a virtual
 * machine, never meets it. */
enum { PROBE_PHASE_ROUNDS = 2 };

struct time_slices {
    const struct plan *plan;
    unsigned at;     /* in the plan's order */
    unsigned pass;   /* complete passes */
    unsigned opened; /* slices of the probe phase */
};

struct time_slice {
    unsigned setting;
    unsigned pass;
    uint32_t slice_us;
};

void time_slices_start(struct time_slices *time_slices, const struct plan *plan);
struct time_slice time_slices_next(struct time_slices *time_slices,
                                   const struct tallies *tallies);

/* Whether a positive is done at a setting. */
bool time_slices_settled(const struct plan *plan, const struct tallies *tallies,
                         unsigned setting);
/* Whether there were enough reads to judge. With hardly any, silence proves nothing yet,
 * and the trial gets more time (plan.h: longest_ms). */
bool time_slices_had_chances(const struct plan *plan, const struct tallies *tallies);
/* Whether a control has torn often enough or, after its timeout, at least sometimes. */
bool time_slices_torn_enough(const struct plan *plan, const struct tallies *tallies,
                             bool timed_out);

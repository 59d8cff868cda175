/*
 * Whose turn is it: at which setting a trial runs next, and for how long. Pure; also compiled
 * on the host.
 *
 * A control opens with glances at the settings that are made for its hole, until it tears
 * somewhere, and then goes through all in turn.
 * From the second lap on only those where tears come at least half as fast as at the best one
 * get more than a glance, and longer turns from lap to lap: what looked silent in a short turn
 * may tear in a longer one, and what looked best may have had luck. A positive goes through
 * the settings that still want reads.
 */
#pragma once

#include "litmus/stress/plan.h"

/* How often a control glances at each of its hole's settings. More than once, as in each turn
 * another CPU writes: one that shares a core with the reader, as those of a virtual machine
 * may, never meets it. */
enum { PROBE_PHASE_ROUNDS = 2 };

struct time_slices {
    const struct plan *plan;
    unsigned at;    /* in the plan's order */
    unsigned pass;   /* how often it has been gone through */
    unsigned opened; /* glances of the opening */
};

struct time_slice {
    unsigned setting;
    unsigned pass;
    uint32_t slice_us;
};

void time_slices_start(struct time_slices *time_slices, const struct plan *plan);
struct time_slice time_slices_next(struct time_slices *time_slices, const struct tallies *tallies);

/* A positive has what it wants at a setting. */
bool time_slices_settled(const struct plan *plan, const struct tallies *tallies, unsigned setting);
/* There were reads to judge. Where there were hardly any, silence says nothing yet: the trial
 * gets more time (plan.h: longest_ms). */
bool time_slices_had_chances(const struct plan *plan, const struct tallies *tallies);
/* A control has torn often enough, or, with no patience left, at least sometimes. */
bool time_slices_torn_enough(const struct plan *plan, const struct tallies *tallies,
                       bool timed_out);

/*
 * The settings at which a trial runs, and how much it needs at each.
 * litmus/stress/time_slices.h decides their order. Pure; also compiled on the host.
 *
 * A control searches: it tries all settings, first those made for its race window, and
 * then spends more time where it tears more. A positive is compared with its controls: it
 * runs at the settings at which they tore most per second, until each of them would have
 * torn well over EXPECTED_TEARS times in as many reads.
 */
#pragma once

#include "litmus/engine/environment.h"
#include "litmus/judge/judge.h"
#include "litmus/judge/tally.h"
#include "litmus/trials/trial.h"

struct plan {
    bool control;
    unsigned settings;
    struct setting setting[SETTINGS_MAX];
    unsigned ordered;            /* settings that the trial uses ... */
    uint8_t order[SETTINGS_MAX]; /* ... which first */
    uint32_t limit_ms;           /* limit for all settings together; ... */
    uint64_t chances;            /* ... with fewer accepted reads by then (a host that
                                   * never runs both CPUs at once), ... */
    uint32_t longest_ms;         /* ... the limit is this */
    uint32_t slice_us;           /* first time slices of a control, all of a positive */
    unsigned probe_phase;        /* a control first probes that many of the ordered
                                       * settings ... */
    uint32_t probe_slice_us;     /* ... for that long each */

    /* A control is done: */
    uint64_t tears;          /* with that many tears at its best setting ... */
    uint32_t measured_us;    /* ... and that much time there; or, after ... */
    uint32_t timeout_ms;     /* ... that long, ... */
    uint64_t tears_at_least; /* ... with that many tears in all */

    /* A positive is done at a setting: */
    uint64_t matched[SETTINGS_MAX]; /* after these accepted reads at least, and ... */
    uint64_t reads[SETTINGS_MAX]; /* ... after these (0: it does not run there) or, ... */
    uint64_t enough_us;           /* ... if it comes sooner, after this time */
};

/* Makes the plan of a trial from the options and the `count` results so far. */
void plan_make(struct plan *plan, const struct trial *trial, enum engine_id engine,
               const struct litmus_options *options, const struct result *results,
               unsigned count);

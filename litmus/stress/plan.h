/*
 * At which window settings a trial runs, and how much is wanted at each. Pure; also compiled
 * on the host. In which order is litmus/stress/time_slices.h.
 *
 * A control searches: all settings, those first that are made for its hole, and then the
 * longer the more it tears there. A positive is held against its controls: it runs at the
 * settings at which they tore most often in a second, until it has read so often that each of
 * them would have torn well over EXPECTED_TEARS times.
 */
#pragma once

#include "litmus/judge/judge.h"
#include "litmus/engine/environment.h"
#include "litmus/judge/tally.h"
#include "litmus/trials/trial.h"

struct plan {
    bool control;
    unsigned settings;
    struct setting setting[SETTINGS_MAX];
    unsigned ordered;             /* settings that the trial uses ... */
    uint8_t order[SETTINGS_MAX];  /* ... which first */
    uint32_t limit_ms;            /* for all settings together; ... */
    uint64_t chances;             /* ... with fewer accepted reads by then (a host that never
                                   * runs both CPUs at once) ... */
    uint32_t longest_ms;          /* ... it goes on for so long */
    uint32_t slice_us;            /* the first turns of a control, every turn of a positive */
    unsigned probe_phase;             /* a control glances first at so many of the ordered ones ... */
    uint32_t probe_slice_us;           /* ... for so long at each */

    /* A control has enough: */
    uint64_t tears;               /* with so many at its best setting ... */
    uint32_t measured_us;         /* ... and so much time there; or, after ... */
    uint32_t timeout_ms;         /* ... this long, ... */
    uint64_t tears_at_least;      /* ... with so many at all */

    /* A positive has enough, at a setting: */
    uint64_t matched[SETTINGS_MAX]; /* after these accepted reads at least, and ... */
    uint64_t reads[SETTINGS_MAX]; /* ... after these (0: it does not run there) or, ... */
    uint64_t enough_us;           /* ... if that comes sooner, this time */
};

/* The plan for a trial, from the options and the `count` results so far. */
void plan_make(struct plan *plan, const struct trial *trial, enum engine_id engine,
               const struct litmus_options *options, const struct result *results,
               unsigned count);

/*
 * At which window settings a trial runs, and how much is wanted at each. Pure; also compiled
 * on the host.
 *
 * A control searches: all settings in turn, until it has torn often enough. A positive is held
 * against its controls: it runs at the settings at which they tore most easily, until it has
 * read so often that each of them would have torn well over EXPECTED_TEARS times.
 */
#pragma once

#include "litmus/judge.h"
#include "litmus/stage.h"
#include "litmus/tally.h"
#include "litmus/trial.h"

struct plan {
    unsigned settings;
    struct setting setting[SETTINGS_MAX];
    uint32_t left_out;            /* those of no use to this control, a bit for each */
    uint64_t reads[SETTINGS_MAX]; /* accepted reads that a positive wants; 0: not run */
    uint64_t tears;               /* tears that end a control, and a positive that fails */
    uint64_t matched[SETTINGS_MAX]; /* of those: without which it proves nothing */
    uint64_t tears_at_least;      /* the same, once patience is over */
    uint32_t limit_ms;            /* for all settings together */
    uint32_t patience_ms;         /* after this long, what is matched is enough */
    uint32_t slice_ms;            /* one turn at one setting */
};

/* The plan for a trial, from the options and the `count` results so far. */
void plan_make(struct plan *plan, const struct trial *trial, enum engine_id engine,
               const struct litmus_options *options, const struct result *results,
               unsigned count);

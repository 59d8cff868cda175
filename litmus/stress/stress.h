/*
 * The stress engine: real CPUs, real interrupts. The calling CPU reads with interrupts off,
 * others write through shootdowns, at one window setting after the other. It counts; it does
 * not judge.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/engine/engine.h"
#include "litmus/stress/plan.h"
#include "litmus/judge/tally.h"
#include "litmus/trials/trial.h"

enum stress_end {
    STRESS_DONE,
    STRESS_NO_MEMORY, /* not a frame left for the trial's tables */
    STRESS_LOST,      /* a writer was lost; the stage knows which */
};

/* While there is something else to be done before stress_run() of that trial: who writes first
 * begins to wake up. */
void stress_wake_ahead(const struct trial *trial, const struct environment *environment);

/* Runs a trial on one reader and some of the stage's workers (at least one): turn after turn
 * at each setting of the plan, until there is enough or the time is over. Its time, from which
 * first tears are counted, begins at once: tables are made, and workers waited for that are not
 * awake yet. `tallies` comes all zero. */
enum stress_end stress_run(const struct trial *trial, const struct environment *environment,
                           const struct litmus_options *options, const struct plan *plan,
                           struct tallies *tallies);

extern const struct engine stress_engine;

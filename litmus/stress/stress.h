/*
 * The stress engine: real CPUs, real interrupts. The calling CPU reads with interrupts
 * off, and other CPUs write through shootdowns, at one setting after the other. The
 * engine counts and does not judge.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/engine/engine.h"
#include "litmus/judge/tally.h"
#include "litmus/stress/plan.h"
#include "litmus/trials/trial.h"

enum stress_end {
    STRESS_DONE,
    STRESS_NO_MEMORY, /* no frame left for the trial's tables */
    STRESS_LOST,      /* a writer failed; the environment knows which */
};

/* Call it some time before stress_run() of that trial: the first writers begin to wake
 * up. */
void stress_wake_ahead(const struct trial *trial, const struct environment *environment);

/* Runs a trial on one reader and some of the environment's workers (at least one): time
 * slice after time slice at the settings of the plan, until it is done or its time is
 * over. Its time, from which first tears are counted, begins at once, before tables are
 * made and workers are awake. `tallies` must be zero. */
enum stress_end stress_run(const struct trial *trial,
                           const struct environment *environment,
                           const struct litmus_options *options, const struct plan *plan,
                           struct tallies *tallies);

extern const struct engine stress_engine;

/*
 * Code takes longer when it runs for the first time, above all in an emulator, which has
 * to translate it. That must not count as a trial's time. So before the first trial of
 * the stress engine two positives run for a millisecond each, and one CPU alone runs each
 * control's own code (litmus/stress/on_one_cpu.h).
 */
#pragma once

#include "litmus/engine/engine.h"

/* Warms up the trials of the run that can run here. Call it once, before the first
 * stress_run(). False if a CPU failed; the environment knows which. */
bool warm_up(const struct engine_run *run);

/* Describes torn reads of a positive in the warm-up; NULL: there were none. If the trial
 * of that name runs, it will probably tear too and log the values. In any case the
 * verdict must not be HOLDS. */
const char *warm_up_torn(void);

/*
 * What is run for the first time takes longer, in an emulator that has to translate it most of
 * all, and that is not what a trial's time is for. So before the first trial of the stress
 * engine there is a millisecond each of two positives, and each control's own code is run by one
 * CPU alone (litmus/stress/on_one_cpu.h).
 */
#pragma once

#include "litmus/engine/engine.h"

/* Once, before the first stress_run(): for the trials of the run that can run here. False if a
 * CPU was lost: the environment knows which. */
bool warm_up(const struct engine_run *run);

/* What was read torn in it, which must not be in a warm_up either; NULL: nothing. The trial
 * of that name will show it with its values, if it is among those that run; the verdict must
 * not be green in any case. */
const char *warm_up_torn(void);

/*
 * What is run for the first time takes longer, in an emulator that has to translate it most of
 * all, and that is not what a trial's time is for. So before the first trial of the stress
 * engine there is a millisecond each of two positives, and each control's own code is run by one
 * CPU alone (litmus/stress/on_one_cpu.h).
 */
#pragma once

#include <stdbool.h>

#include "litmus/judge/judge.h"
#include "litmus/run/environment.h"

/* Once, before the first stress_run(). `results`: the run's, `count` of them, of which only trials
 * and engines are looked at; what cannot be run here is left out. False if a CPU was lost: the
 * stage knows which. */
bool rehearse(const struct result *results, unsigned count, const struct environment *environment,
              const struct litmus_options *options);

/* What was read torn in it, which must not be in a warm_up either; NULL: nothing. The trial
 * of that name will show it with its values, if it is among those that run; the verdict must
 * not be green in any case. */
const char *warm_up_torn(void);

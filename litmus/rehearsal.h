/*
 * Before the first trial of the stress engine: a millisecond each of two positives.
 * What is run for the first time takes longer, in an emulator that has to translate it most of
 * all (half a millisecond in QEMU), and else the first trial alone would pay for that.
 */
#pragma once

#include <stdbool.h>

#include "litmus/judge.h"
#include "litmus/stage.h"

/* False if a CPU was lost, or anything was read torn, which must not be in a rehearsal either:
 * then `result`, of the trial that was to follow, says so. With no second CPU nothing is
 * done. */
bool rehearse(const struct stage *stage, const struct litmus_options *options,
              struct result *result);

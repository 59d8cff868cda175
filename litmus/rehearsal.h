/*
 * Before the first trial of the stress engine: a millisecond each of two positives.
 * What is run for the first time takes longer, in an emulator that has to translate it most of
 * all (half a millisecond in QEMU), and else the first trial alone would pay for that.
 */
#pragma once

#include <stdbool.h>

#include "litmus/stage.h"

/* False if a CPU was lost: the stage knows which. With no second CPU nothing is done. */
bool rehearse(const struct stage *stage, const struct litmus_options *options);

/* What was read torn in it, which must not be in a rehearsal either; NULL: nothing. The trial
 * of that name will show it with its values, if it is among those that run; the verdict must
 * not be green in any case. */
const char *rehearsal_torn(void);

/* Whether there is all that a trial needs: CPUs, what these can do, ring 0. */
#pragma once

#include <stdbool.h>

#include "litmus/judge/judge.h"
#include "litmus/engine/environment.h"

/* False where something is lacking, with the result then a skipped one: the reason says
 * what, and not_applicable and no_second_cpu what it means for the verdict. A probe says
 * more about itself (litmus/probe/probe.h). */
bool trial_requirements_met(struct result *result, const struct environment *environment);

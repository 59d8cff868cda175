/* The requirements of a trial: CPUs, their features, ring 0. */
#pragma once

#include <stdbool.h>

#include "litmus/engine/environment.h"
#include "litmus/judge/judge.h"

/* Whether the machine has everything that the trial needs. If not, the result becomes a
 * skipped one: the reason says what is missing, and not_applicable and no_second_cpu say
 * what that means for the verdict. A probe checks more itself (litmus/probe/probe.h). */
bool trial_requirements_met(struct result *result, const struct environment *environment);

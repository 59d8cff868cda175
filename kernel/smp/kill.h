/*
 * Application processors killed on purpose, in each phase of their life (option test=ap-...),
 * to see that each is named and missed: the last CPU is the victim.
 */
#pragma once

#include <stdbool.h>

#include "arch/smp/smp.h"
#include "kernel/options/options.h"
#include "litmus/engine/environment.h"

/* How the victim is started, if it is to die at that: `start` changed. `hang_at_start` is
 * an entry that gets as far as taking NMIs. */
void kill_at_start(enum option_test test, struct smp_start *start,
                   void (*hang_at_start)(struct cpu *cpu));

/* The victim is idle; it dies now, or as soon as it does what the test is about. Nothing
 * for tests of another kind. */
void kill_later(enum option_test test, const struct environment *environment);
/* Whether the test is one of those: the run goes on, and must end well without the CPU. */
bool kill_is_asked(enum option_test test);

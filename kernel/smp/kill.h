/*
 * Kills application processors on purpose, in each phase of their life (option
 * test=ap-...), to check that the failure is reported. The last CPU is the victim.
 */
#pragma once

#include <stdbool.h>

#include "arch/smp/smp.h"
#include "kernel/options/options.h"
#include "litmus/engine/environment.h"

/* If the test kills the victim at its start, changes `start` accordingly. `hang_at_start`
 * is an entry that gets as far as taking NMIs. */
void kill_at_start(enum option_test test, struct smp_start *start,
                   void (*hang_at_start)(struct cpu *cpu));

/* Kills the idle victim now, or in the phase that the test names. Does nothing for other
 * tests. */
void kill_later(enum option_test test, const struct environment *environment);
/* Returns true for these tests: the run goes on, and must end well without the CPU. */
bool kill_is_asked(enum option_test test);

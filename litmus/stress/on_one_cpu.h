/*
 * Runs a trial's code on one CPU alone, which writes and reads in turn. Nothing can tear,
 * and this answers no question. But code takes longer when it runs for the first time,
 * above all in an emulator, which has to translate it (QEMU: 40 to 95 us for a reader or
 * a program).
 */
#pragma once

#include "litmus/engine/environment.h"
#include "litmus/judge/tally.h"
#include "litmus/stress/plan.h"
#include "litmus/trials/trial.h"

/* At the settings of the plan's probe phase. Does nothing if there are none, or if the
 * trial's workload needs another CPU. `tallies` must be zero; the readings are counted in
 * its first tally. */
void stress_on_one_cpu(const struct trial *trial, const struct litmus_options *options,
                       const struct plan *plan, struct tallies *tallies);

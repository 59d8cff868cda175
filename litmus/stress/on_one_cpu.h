/*
 * A trial's code run by one CPU alone, which writes and reads in turn: nothing can tear, and
 * nothing is learned about the trial. But what runs for the first time takes longer, most of
 * all in an emulator, which has to translate it (QEMU: 40 to 95 us for a reader or a program),
 * and now it has been run.
 */
#pragma once

#include "litmus/engine/environment.h"
#include "litmus/stress/plan.h"
#include "litmus/judge/tally.h"
#include "litmus/trials/trial.h"

/* At the settings that the plan opens with. Nothing is done where there are none, or where the
 * trial's workload needs another CPU. `tallies` comes all zero; what was read is counted into its first tally. */
void stress_on_one_cpu(const struct trial *trial, const struct litmus_options *options,
                  const struct plan *plan, struct tallies *tallies);

/*
 * Replays a schedule and records each step in a trace.
 */
#pragma once

#include <stdbool.h>

#include "litmus/interleave/model.h"
#include "litmus/interleave/report.h"

/* Runs a schedule of the trial that model_choose() has chosen, with STEP_BY_ACCESSES. If
 * it ends before the reader has a value, the first enabled thread continues. False if a
 * step is not enabled: trace->schedule.count is then the number of that step, from 0.
 * Leaves the final state in `live`. */
bool trace_schedule(const struct variant *variant, const struct schedule *schedule,
                    struct trace *trace);

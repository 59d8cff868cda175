/*
 * A schedule played once more, and written down move by move.
 */
#pragma once

#include <stdbool.h>

#include "litmus/interleave/model.h"
#include "litmus/interleave/report.h"

/* Plays a schedule of what model_choose() has chosen, with STEP_BY_ACCESSES. Where it has no
 * more moves and the reader has no value, the first thread that may move goes on. False if
 * it has a move that is not possible: listing->schedule.count is then that move's number,
 * from 0. `live` is how it ended. */
bool trace_schedule(const struct variant *variant, const struct schedule *schedule,
                  struct trace *trace);

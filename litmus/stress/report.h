/*
 * A stress trial in the log: settings, bounds, torn reads, histogram, and the KTAP line
 * last (docs/log.md).
 */
#pragma once

#include "litmus/engine/environment.h"
#include "litmus/judge/judge.h"

/* `results`: the first of the run; those of its controls come before this one. */
void stress_report(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct result *results, const struct litmus_options *options);

/*
 * How results look in the log: KTAP result lines, herdtools histograms, torn reads. Pure; it
 * writes to a line sink. docs/log.md describes the lines.
 */
#pragma once

#include "lib/line.h"
#include "litmus/judge/judge.h"
#include "litmus/run/environment.h"

void report_plan(struct line_sink *sink, unsigned trials);
/* Everything about one result: settings, bounds, tears, histogram, and the KTAP line last.
 * `results`: the first of the run; those of its controls stand before this one. */
void report_result(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct result *results, const struct litmus_options *options);
/* The start of a round, where there is more than one. */
void report_round(struct line_sink *sink, unsigned round, uint64_t seed);
/* How many there were, the last one perhaps cut short. */
void report_rounds(struct line_sink *sink, unsigned whole);
/* Totals and the verdict line. */
void report_summary(struct line_sink *sink, const struct summary *summary);

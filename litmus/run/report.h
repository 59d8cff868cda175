/*
 * The lines of a run around those of its results: plan, rounds, totals, verdict. docs/log.md
 * describes them.
 */
#pragma once

#include <stdint.h>

#include "lib/line.h"
#include "litmus/judge/judge.h"

void report_plan(struct line_sink *sink, unsigned trials);
/* The start of a round, where there is more than one. */
void report_round(struct line_sink *sink, unsigned round, uint64_t seed);
/* How many there were; the last one may have been cut short. */
void report_rounds(struct line_sink *sink, unsigned whole);
/* Totals and the verdict line. */
void report_summary(struct line_sink *sink, const struct summary *summary);

/*
 * The log lines of a run besides those of its results: plan, rounds, totals, verdict
 * (docs/log.md).
 */
#pragma once

#include <stdint.h>

#include "lib/line.h"
#include "litmus/judge/judge.h"

void report_plan(struct line_sink *sink, unsigned trials);
/* The start of a round, if there is more than one. */
void report_round(struct line_sink *sink, unsigned round, uint64_t seed);
/* The number of rounds; the last may have been stopped early. */
void report_rounds(struct line_sink *sink, unsigned whole);
/* Totals and the verdict line. */
void report_summary(struct line_sink *sink, const struct summary *summary);

/*
 * The KTAP line of a result, the same for all engines (docs/log.md, "Results"). Pure;
 * also compiled on the host.
 */
#pragma once

#include "lib/line.h"
#include "litmus/judge/judge.h"

/* Marks the figures of all later results as clock=WORD, because the clock is uncertain
 * (arch/time/clock.h, clock_mark()). NULL: no mark. The word must last as long as the
 * run. */
void result_line_mark(const char *clock);

/* `figures`: counts and measurements as key=value words. */
void result_line(struct line_sink *sink, unsigned number, const char *name,
                 const struct result *result, const char *figures);

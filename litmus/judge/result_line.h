/*
 * The KTAP line of a result, the same whichever engine it comes from (docs/log.md, "Results").
 * Pure; also compiled on the host.
 */
#pragma once

#include "lib/line.h"
#include "litmus/judge/judge.h"

/* A word that marks the figures of all results from now on, as clock=WORD: they depend on a clock
 * that is not sure (arch/time/clock.h, clock_mark()). NULL: no mark. Lives as long as the run. */
void result_line_mark(const char *clock);

/* `figures`: what was counted or measured, as key=value words. */
void result_line(struct line_sink *sink, unsigned number, const char *name,
                 const struct result *result, const char *figures);

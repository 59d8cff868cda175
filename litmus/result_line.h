/*
 * The KTAP line of a result, the same whichever engine it comes from (docs/log.md, "Results").
 * Pure; also compiled on the host.
 */
#pragma once

#include "lib/line.h"
#include "litmus/judge.h"

/* `figures`: what was counted or measured, as key=value words. */
void result_line(struct line_sink *sink, unsigned number, const char *name,
                 const struct result *result, const char *figures);

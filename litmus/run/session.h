/* A whole run: the engines run the selected trials; then it judges, reports and
 * decides. */
#pragma once

#include "litmus/engine/environment.h"
#include "litmus/judge/judge.h"

/* Runs the trials that options->selects selects, and logs the summary too.
 * litmus/run/progress.h shows the progress meanwhile. */
void session_run(const struct environment *environment,
                 const struct litmus_options *options, struct summary *summary);

/* A whole run: has the engines run the selected trials, judges, reports, decides. */
#pragma once

#include "litmus/judge/judge.h"
#include "litmus/engine/environment.h"

/* Runs what options->selects. The summary is reported too. How far it is meanwhile:
 * litmus/run/progress.h. */
void session_run(const struct environment *environment, const struct litmus_options *options,
                 struct summary *summary);

/* A whole run: selects trials, has the engines run them, judges, reports, decides. */
#pragma once

#include "litmus/judge.h"
#include "litmus/stage.h"
#include "litmus/standing.h"

/* The names of all trials, with what they ask. */
void session_list(struct line_sink *sink);
/* Whether a trial has that name. */
bool session_any(bool (*matches)(void *context, const char *name), void *context);
/* Runs what options->selects. The summary is reported too. */
void session_run(const struct stage *stage, const struct litmus_options *options,
                 struct summary *summary);
/* How the run stands now: during session_run(), on the same CPU, and after it. */
void session_standing(struct standing *standing);

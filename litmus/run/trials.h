/*
 * All trials of all engines, in the order in which they run: engine by engine, each in
 * the order of its catalogue, so that controls come before the positives that they vouch
 * for.
 */
#pragma once

#include <stdbool.h>

#include "lib/line.h"
#include "litmus/trials/trial.h"

/* One trial by one engine. */
typedef void trial_visitor(const struct trial *trial, enum engine_id engine,
                           void *context);

/* Visits the trials that `selects` selects; NULL: all. */
void trials_each(bool (*selects)(const char *name), trial_visitor *visit, void *context);
/* Logs the names of all, with kind and question. */
void trials_list(struct line_sink *sink);
/* Whether any name matches. */
bool trials_any(bool (*matches)(void *context, const char *name), void *context);

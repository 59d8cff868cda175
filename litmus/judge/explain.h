/*
 * The reason of a verdict, in words that are enough to act on: it stands below the
 * verdict on the screen, where the log has scrolled away. Pure; also compiled on the
 * host.
 */
#pragma once

#include "lib/text.h"
#include "litmus/judge/judge.h"

/*
 * Adds the trials that decided the verdict, the most severe kind first. Trials of a kind
 * with the same reason (figures aside) are named together: the first is followed by the
 * reason, the last by the number of unnamed ones. Then comes what the user can do. If
 * space is short, names are dropped first and counted in "and N more"; the advice always
 * stays.
 */
void explain(const struct result *results, unsigned count, const struct summary *summary,
             struct text *out);

/* Whether interleaving alone answers the question: with one CPU there is no stress, and
 * all interleavings of the software protocol have been explored. */
bool by_interleaving_alone(const struct summary *summary);

/* Whether a skipped trial leaves a question open. It does not if the question cannot
 * arise here, or if the interleave engine has answered it. */
bool leaves_question_open(const struct result *result, const struct summary *summary);

/*
 * Why a verdict is what it is, in words that are enough to act on: they stand below the
 * verdict on the screen, where the log has scrolled away. Pure; also compiled on the host.
 */
#pragma once

#include "lib/text.h"
#include "litmus/judge/judge.h"

/*
 * Adds the trials that decided, the most severe kind first: those of a kind that have the
 * same reason (figures aside) together, the first of them with it, and how many more there
 * are. Then what the user can do. Of what does not fit, names are left out first, counted in
 * "and N more"; never what to do.
 */
void explain(const struct result *results, unsigned count, const struct summary *summary,
             struct text *out);

/* With one CPU there is no stress; the software protocol is a question of interleavings
 * only, and those have been gone through. */
bool by_interleaving_alone(const struct summary *summary);

/* Whether a skipped trial leaves a question open: not where it cannot arise here, nor where
 * the interleave engine has answered it. */
bool leaves_question_open(const struct result *result, const struct summary *summary);

/*
 * The interleave engine: every interleaving of the shipped machine code, on one CPU.
 * Exact and repeatable; docs/interleaving.md explains what it does and how its result is
 * checked.
 *
 * Each trial is enumerated several times over, by ways that can fail independently:
 * - by accesses, equal states merged: this gives the counts and the first torn schedule;
 * - by accesses, one schedule after the other from its start, where there are not too
 *   many: must give the same counts;
 * - by instructions, equal states merged: must give the same outcomes. Where nobody waits
 *   and nobody starts over, the number of schedules must be the multinomial coefficient
 *   of the threads' moves, in both kinds of moves.
 */
#pragma once

#include "litmus/engine/engine.h"

enum interleave_end {
    INTERLEAVE_DONE,
    INTERLEAVE_NO_MEMORY,  /* to keep all states in */
    INTERLEAVE_WRONG,      /* the enumerations contradict each other: lohilo's error */
    INTERLEAVE_IMPOSSIBLE, /* the schedule to be replayed does not fit this trial */
};

/* Runs result->trial. Fills in tallies (one setting; readings count schedules),
 * enumeration and listing and, unless DONE, the reason. The listing lasts until the next
 * run. */
enum interleave_end interleave_run(const struct environment *environment,
                                   const struct litmus_options *options,
                                   struct result *result);

extern const struct engine interleave_engine;

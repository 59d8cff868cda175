/*
 * The interleave engine explores every interleaving of the shipped machine code, on one
 * CPU. Its result is exact and repeatable. docs/interleaving.md explains the method and
 * the checks of the result.
 *
 * The engine enumerates each trial several times, by methods that fail independently:
 * - By accesses, with equal states merged. This gives the counts and the first torn
 *   schedule.
 * - By accesses, each schedule from its start, if there are few enough. This must give
 *   the same counts.
 * - By instructions, with equal states merged. This must give the same outcomes.
 * If no thread waits and the reader never retries, the number of schedules must be the
 * multinomial coefficient of the threads' steps, for both kinds of steps.
 */
#pragma once

#include "litmus/engine/engine.h"

enum interleave_end {
    INTERLEAVE_DONE,
    INTERLEAVE_NO_MEMORY,  /* the states do not fit into memory */
    INTERLEAVE_WRONG,      /* the enumerations contradict each other: lohilo's error */
    INTERLEAVE_IMPOSSIBLE, /* the schedule to replay does not fit this trial */
};

/* Runs result->trial. Fills in the tallies (one setting; readings count schedules), the
 * enumeration, the trace and, unless DONE, the reason. The trace is valid until the next
 * run. */
enum interleave_end interleave_run(const struct environment *environment,
                                   const struct litmus_options *options,
                                   struct result *result);

extern const struct engine interleave_engine;

/*
 * What came out of the schedules of one enumeration: which pairs the reader returned,
 * what they are judged to be, and in how many schedules. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/interleave/state.h"
#include "litmus/judge/tally.h"

enum { OUTCOMES_MAX = 64 };

struct outcome {
    pte_t pte;
    enum reading reading;
    uint64_t schedules;
};

struct outcome_set {
    struct end_collector collector; /* first: the rules know only this */
    enum reading (*judge)(const struct snapshot *end);
    unsigned count;
    bool overflow;       /* there were more than OUTCOMES_MAX */
    struct outcome outcome[OUTCOMES_MAX];
    /* Schedules; retries and pinned: their sums. */
    uint64_t cut, retries, pending, waited, pinned;
    bool torn;
    uint32_t torn_back_pointer; /* of the first schedule that tears */
};

/* Empties it; from here on it collects, and has judged what a reader got. */
void outcome_set_start(struct outcome_set *outcome_set,
                   enum reading (*judge)(const struct snapshot *end));
/* One schedule, or several that ended alike. */
void outcome_set_add(struct outcome_set *outcome_set, const struct snapshot *end,
                 const struct explore_end *how);
/* An outcome of `b` that `a` does not have, or NULL. */
const struct outcome *outcome_set_lacks(const struct outcome_set *a, const struct outcome_set *b);
/* An outcome that only one of the two has or, with `counts`, that they have in different
 * numbers of schedules; NULL if there is none. */
const struct outcome *outcome_set_difference(const struct outcome_set *a, const struct outcome_set *b,
                                         bool counts);
/* Adds it to a tally. */
void outcome_set_tally(const struct outcome_set *outcome_set, struct tally *tally);

/*
 * The outcomes of one enumeration: each entry that the reader returned, its judgement,
 * and its number of schedules. Pure; also compiled on the host.
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
    struct end_collector collector; /* first: the model's functions know only this */
    enum reading (*judge)(const struct snapshot *end);
    unsigned count;
    bool overflow; /* there are more than OUTCOMES_MAX */
    struct outcome outcome[OUTCOMES_MAX];
    /* Numbers of schedules; retries and pinned are sums over all schedules. */
    uint64_t cut, retries, pending, waited, pinned;
    bool torn;
    uint32_t torn_back_pointer; /* of the first schedule that tears */
};

/* Empties the set. From here on it collects outcomes and judges them by `judge`. */
void outcome_set_start(struct outcome_set *outcome_set,
                       enum reading (*judge)(const struct snapshot *end));
/* Adds one schedule, or several with the same end. */
void outcome_set_add(struct outcome_set *outcome_set, const struct snapshot *end,
                     const struct explore_end *how);
/* Returns an outcome of `b` that `a` does not have, or NULL. */
const struct outcome *outcome_set_lacks(const struct outcome_set *a,
                                        const struct outcome_set *b);
/* Returns an outcome that only one set has or, with `counts`, that has different numbers
 * of schedules in the two; NULL if there is none. */
const struct outcome *outcome_set_difference(const struct outcome_set *a,
                                             const struct outcome_set *b, bool counts);
/* Adds the set to a tally. */
void outcome_set_tally(const struct outcome_set *outcome_set, struct tally *tally);

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

struct harvest {
    struct play_collector collector; /* first: the rules know only this */
    enum reading (*judge)(const struct position *end);
    unsigned count;
    bool overflow;       /* there were more than OUTCOMES_MAX */
    struct outcome outcome[OUTCOMES_MAX];
    /* Schedules; retries and pinned: their sums. */
    uint64_t cut, retries, pending, waited, pinned;
    bool torn;
    uint32_t torn_trail; /* of the first schedule that tears */
};

/* Empties it; from here on it collects, and has judged what a reader got. */
void harvest_start(struct harvest *harvest,
                   enum reading (*judge)(const struct position *end));
/* One schedule, or several that ended alike. */
void harvest_add(struct harvest *harvest, const struct position *end,
                 const struct explore_end *how);
/* An outcome of `b` that `a` does not have, or NULL. */
const struct outcome *harvest_lacks(const struct harvest *a, const struct harvest *b);
/* An outcome that only one of the two has or, with `counts`, that they have in different
 * numbers of schedules; NULL if there is none. */
const struct outcome *harvest_difference(const struct harvest *a, const struct harvest *b,
                                         bool counts);
/* Adds it to a tally. */
void harvest_tally(const struct harvest *harvest, struct tally *tally);

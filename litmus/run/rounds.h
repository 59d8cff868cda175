/*
 * A run of several rounds: each selected trial runs once a round, each round with another
 * seed. A trial keeps its most severe round if the subject or lohilo failed in one, and
 * else its best: a control has torn, and a positive has its evidence, if that was so in
 * any round. Pure; also compiled on the host.
 */
#pragma once

#include "litmus/judge/judge.h"

enum { ROUNDS_FOR_EVER = 0 };

/* As in struct result. */
struct remembered {
    enum status status;
    bool not_applicable, no_second_cpu, not_run;
    char reason[REASON_SIZE];
};

struct rounds {
    uint32_t wanted; /* or ROUNDS_FOR_EVER: until the user stops the run */
    uint32_t done;   /* complete rounds */
    struct remembered remembered[RESULTS_MAX];
};

/* Prepares the results for the next round: keeps only trial and engine of each. */
void rounds_begin(const struct rounds *rounds, struct result *results, unsigned count);

/* Merges the round in `results` with the earlier ones, and leaves the merged results
 * there. Trials that an incomplete round left out must be marked as skipped. */
void rounds_end(struct rounds *rounds, struct result *results, unsigned count,
                bool whole);

/* Whether another round follows. */
bool rounds_go_on(const struct rounds *rounds);

/*
 * A run of several rounds: every selected trial once a round, with another seed each time.
 * What is remembered of a trial is its gravest round if the subject or lohilo failed in one,
 * and else its best: a control has torn, and a positive has its evidence, if that was so in
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
    uint32_t wanted; /* or ROUNDS_FOR_EVER: until asked to stop */
    uint32_t done;   /* whole ones */
    struct remembered remembered[RESULTS_MAX];
};

/* Prepares the results for the next round: forgets all but what each is about. */
void rounds_begin(const struct rounds *rounds, struct result *results, unsigned count);

/* Takes in the round that is in `results`, and leaves there what is remembered. What a
 * round that is not whole has left out must be there as skipped. */
void rounds_end(struct rounds *rounds, struct result *results, unsigned count, bool whole);

/* Whether another round is to follow. */
bool rounds_go_on(const struct rounds *rounds);

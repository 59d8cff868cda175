/*
 * The progress of a run as sums over its results, for the status screen. Pure; also
 * compiled on the host.
 */
#pragma once

#include <stdint.h>

#include "litmus/judge/judge.h"

struct progress {
    unsigned round;              /* the current one; 0 if there is only one */
    unsigned trials, done;       /* of all, and finished */
    char trial[TRIAL_NAME_SIZE]; /* the current one; "" between two */
    uint64_t accepted;           /* present reads of the stress engine */
    uint64_t torn_controls;      /* torn reads in controls, as expected */
    uint64_t torn_positives;     /* torn reads in positives, of any engine */
    unsigned failures;           /* results that are `not ok` */
    char first_failure[80];      /* "stress/pte/lockless: 3 torn reads" */
    uint64_t elapsed_ms;         /* of the finished trials */
    uint64_t left_ms;            /* of the others, estimated from similar finished
                                 * trials */
};

/* Sums up `count` results, of which the first `done` are finished. `running`: the next
 * one has begun. `time_ms`: the option time=, 0 if not given. */
void progress_of(const struct result *results, unsigned count, unsigned done,
                 bool running, uint32_t time_ms, struct progress *out);

/* Adds the counts and failures of earlier rounds, which come first. */
void progress_add_earlier(struct progress *progress, const struct progress *earlier);

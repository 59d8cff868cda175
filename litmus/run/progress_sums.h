/*
 * How a run stands: for whoever shows it to people while it goes on. Pure sums over the
 * results; also compiled on the host.
 */
#pragma once

#include <stdint.h>

#include "litmus/judge/judge.h"

struct progress {
    unsigned round;             /* the one being run; 0 where there is only one */
    unsigned trials, done;      /* of how many, finished */
    char trial[TRIAL_NAME_SIZE]; /* the one being run; "" between two */
    uint64_t accepted;          /* present reads of the stress engine */
    uint64_t torn_controls;     /* of those, in controls: as it should be */
    uint64_t torn_positives;    /* in positives, of any engine */
    unsigned failures;          /* results that are `not ok` */
    char first_failure[80];     /* "stress/pte/lockless: 3 torn reads" */
    uint64_t elapsed_ms;        /* of the finished trials */
    uint64_t left_ms;           /* of the others, by what those like them have taken */
};

/* Sums up `count` results, the first `done` of which are finished; running: that the next
 * one has begun. time_ms: the option time=, 0 if it was not given. */
void progress_of(const struct result *results, unsigned count, unsigned done, bool running,
                 uint32_t time_ms, struct progress *out);

/* Puts the counts and failures of earlier rounds in front of this one's. */
void progress_add_earlier(struct progress *progress, const struct progress *earlier);

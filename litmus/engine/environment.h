/*
 * What an engine needs from whoever runs it: other CPUs to give work to, and a place to write.
 * The kernel's is kernel/smp/workers.c. Time, interrupts and TLBs come from arch/ and mm/ directly.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/line.h"

struct environment {
    /* CPUs that take work besides the calling one, numbered 0 .. workers - 1. Both change
     * only in lost(). */
    unsigned workers;
    /* There will be work for this worker within some milliseconds: it begins to wake up, and
     * stays awake for a moment (kernel/smp/workers.c). */
    void (*wake_ahead)(unsigned worker);
    /* When this returns, a worker that was called is awake and runs at the same time as the
     * calling CPU, or did not come so far within ten milliseconds (a host that has one core for
     * both). */
    void (*wait_awake)(unsigned worker);
    /* Hands work to an idle worker; it starts at once. */
    void (*start)(unsigned worker, void (*work)(void *), void *argument);
    /* Waits until the worker is idle again. False if it is lost, which it is too once that
     * took longer than the limit. */
    bool (*wait)(unsigned worker, uint32_t limit_us);
    /* The worker's CPU, for people. */
    unsigned (*cpu)(unsigned worker);
    struct line_sink *log;
    /* A line about how far things are; shown at most once a second, and not at all on what
     * takes less than two. To be called often, but only while nothing is measured: keys are
     * looked at too, and the status on the screen is renewed. */
    void (*progress)(const char *what, unsigned percent);

    /* Between two trials: whether somebody asked for the end of the run, which then comes,
     * with its verdict. NULL: nobody can. */
    bool (*stop)(void);

    /* Between two trials: whether CPUs were lost since the last call. Says all about them
     * in the log, puts the essential into `reason`, and numbers the workers anew. */
    bool (*lost)(char *reason, size_t size);
    /* Whether a lost CPU may still be doing something: then nothing that it could reach may
     * be used again. */
    bool (*not_stopped)(void);
    /* CPUs that the machine has and that never came: why this run cannot vouch for all of
     * it; NULL if all came. */
    const char *missing;
    /* CPUs that the run does without because somebody asked for that; NULL: none. */
    const char *unwanted;
    /* Asks every worker for a sign of life; those without one are lost. */
    void (*ping_all)(void);
};

/* What the person at the keyboard asked for, as the options say it; 0: as the engine sees
 * fit. */
struct litmus_options {
    /* Whether a trial of that name is to run. */
    bool (*selects)(const char *name);
    uint32_t time_ms;         /* budget per trial */
    uint64_t count;           /* accepted reads that a positive wants */
    uint64_t seed;            /* of the first round; each further one adds 1 */
    uint32_t rounds;          /* how often to run everything; 0: until stage->stop() */
    const uint32_t *windows, *gaps; /* windows */
    unsigned window_count, gap_count;
    unsigned slots;           /* entries of a table in use */
    unsigned writers;         /* workers that write at the same time */
    uint32_t nmis;            /* a second, for each CPU (litmus/nmi/sampler.h); here 0 is none */
    const char *schedule;     /* the one that the interleave engine is to replay, or NULL */
};

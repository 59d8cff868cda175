/*
 * What an engine needs from its caller: other CPUs as workers, and a log. The kernel's is
 * kernel/smp/workers.c. Engines take time, interrupts and TLBs from arch/ and mm/
 * directly.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/line.h"

struct environment {
    /* Number of CPUs that take work, without the calling one. Workers are numbered 0 ..
     * workers - 1. Number and order change only in lost(). */
    unsigned workers;
    /* Announces work for this worker within some milliseconds: it wakes up, and polls for
     * a moment before it sleeps again (kernel/smp/workers.c). */
    void (*wake_ahead)(unsigned worker);
    /* Waits until a worker that was woken ahead runs at the same time as the calling CPU,
     * for at most ten milliseconds: a host may have one core for both. */
    void (*wait_awake)(unsigned worker);
    /* Gives work to an idle worker, which starts at once. */
    void (*start)(unsigned worker, void (*work)(void *), void *argument);
    /* Waits until the worker is idle again. False if the worker has failed, or has not
     * finished within the limit; then it counts as failed. */
    bool (*wait)(unsigned worker, uint32_t limit_us);
    /* The worker's CPU number, for the log. */
    unsigned (*cpu)(unsigned worker);
    struct line_sink *log;
    /* Logs progress, at most once a second, and only for work of two seconds or more.
     * Engines call it often, but only while they measure nothing: it also polls the
     * keyboard and draws the status screen. */
    void (*progress)(const char *what, unsigned percent);

    /* Between two trials: whether the user requested the end of the run. The run then
     * ends with its verdict. NULL: the user cannot. */
    bool (*stop)(void);

    /* Between two trials: whether CPUs have failed since the last call. It logs them,
     * writes a short form into `reason`, and numbers the workers anew. */
    bool (*lost)(char *reason, size_t size);
    /* Whether a failed CPU may still run. Then memory that it can reach must not be used
     * again. */
    bool (*not_stopped)(void);
    /* Names the machine's CPUs that did not start, for which this run cannot vouch; NULL
     * if all started. */
    const char *missing;
    /* Names the CPUs that an option left out; NULL: none. */
    const char *unwanted;
    /* Gives every worker a trivial job; a worker that does not finish it counts as
     * failed. */
    void (*ping_all)(void);
};

/* What the options request; 0: the engine's default. */
struct litmus_options {
    /* Whether the trial of that name runs. */
    bool (*selects)(const char *name);
    uint32_t time_ms;               /* limit for each trial */
    uint64_t count;                 /* accepted reads that a positive needs */
    uint64_t seed;                  /* of the first round; each later round adds 1 */
    uint32_t rounds;                /* how often to run all trials; 0: until
                               * environment->stop() */
    const uint32_t *windows, *gaps; /* settings, see litmus/judge/tally.h */
    unsigned window_count, gap_count;
    unsigned slots;       /* entries of a table in use */
    unsigned writers;     /* workers that write at once */
    uint32_t nmis;        /* per second and CPU (litmus/nmi/sampler.h); 0 means
                               * none */
    const char *schedule; /* for the interleave engine to replay, or NULL */
};

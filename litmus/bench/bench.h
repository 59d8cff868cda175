/*
 * The bench engine: what the parts of the protocol cost. It measures; there is nothing
 * to be judged, and a run of benchmarks alone says INCONCLUSIVE. docs/bench.md explains
 * what each measures and how its lines are read.
 *
 * A benchmark is a trial like any other: a row in litmus/bench/catalogue.c, named
 * bench/level/id, with a function that has works measured (below). Works that are
 * measured together take turns, sample by sample, so that what disturbs the machine
 * disturbs all of them: their ratio means more than any of their figures.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/time/clock.h"
#include "arch/cpu/cpumask.h"
#include "lib/compiler.h"
#include "litmus/bench/measurement.h"
#include "litmus/judge/judge.h"
#include "litmus/engine/engine.h"
#include "litmus/trials/trial.h"

/* Something that is done `times` times in a row; `what` is the work's own. */
struct bench_work {
    const char *label; /* "code=c state=warm" */
    void (*work)(const void *what, uint32_t times);
    const void *what;
};

enum { BENCH_TOGETHER_MAX = 16 };

#define BENCH_RING_0 (1u << 0)   /* interrupts, TLBs: nothing that a process has */
#define BENCH_TWO_CPUS (1u << 1)
#define BENCH_CYCLES (1u << 2)   /* what it times is over before a clock has moved */

struct bench_run;

struct bench {
    uint32_t needs;            /* BENCH_... */
    void (*measure)(struct bench_run *run);
    const struct reader *hand; /* the trial's reader, written by hand; or NULL */
};

struct bench_run {
    const struct trial *trial;
    const struct environment *environment;
    struct measurement *measurement;
    struct deadline limit; /* of the trial */
    uint32_t series_us;    /* for works that are measured together ... */
    uint32_t long_us;      /* ... and for those that take milliseconds each */
    const uint32_t *beside; /* another CPU counts its work here: only samples during which
                               it went on are taken; NULL: all are */
    const char *failure;   /* what went wrong, or NULL; nothing is measured any more */
    const char *lacks;     /* why there is nothing to tell, through no fault; or NULL */
};

/* ---- for the benchmarks ---- */

/* Measures works that take turns: a series for each. Called with interrupts on; they are
 * off during each sample, or on. False if nothing was added: something has failed, the
 * time is over, or the CPU beside never went on. */
bool bench_measure(struct bench_run *run, const struct bench_work *works, unsigned count,
                   bool irqs_on);
/* Adds a series of samples that were taken otherwise. */
void bench_add(struct bench_run *run, const char *label, uint64_t *samples,
               unsigned count, uint32_t times);
/* A figure to stand in the result line: hundredths of a tick. */
void bench_headline(struct bench_run *run, const char *label, uint64_t cost);
/* The headline is that series, numbered from 0. */
void bench_headline_series(struct bench_run *run, unsigned series);
/* One line of comment, of key=value words. */
void bench_note(struct bench_run *run, const char *text, ...) __printf_like(2, 3);

/* Has a worker do its work over and over until bench_stop_others(), interrupts on.
 * Returns when it has begun. */
void bench_start_other(struct bench_run *run, unsigned worker, void (*turn)(void));
void bench_stop_others(struct bench_run *run);

static inline bool bench_failed(const struct bench_run *run)
{
    return run->failure != NULL;
}

/* ---- for runs ---- */

extern const struct engine bench_engine;
extern const struct trial bench_catalogue[];
extern const unsigned bench_catalogue_size;

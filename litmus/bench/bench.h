/*
 * The bench engine measures the cost of the parts of the protocol. It judges nothing, so
 * a run of benchmarks alone ends INCONCLUSIVE. docs/bench.md explains each benchmark and
 * how to read its lines.
 *
 * A benchmark is a trial like any other: a row in litmus/bench/catalogue.c, named
 * bench/level/id, with a function that measures works (below). Works that are measured
 * together alternate sample by sample, so a disturbance of the machine affects all of
 * them. Their ratio means more than any of their figures.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpumask.h"
#include "arch/time/clock.h"
#include "lib/compiler.h"
#include "litmus/bench/measurement.h"
#include "litmus/engine/engine.h"
#include "litmus/judge/judge.h"
#include "litmus/trials/trial.h"

/* An operation that work() repeats `times` times; `what` is its argument. */
struct bench_work {
    const char *label; /* "code=c state=warm" */
    void (*work)(const void *what, uint32_t times);
    const void *what;
};

enum { BENCH_TOGETHER_MAX = 16 };

#define BENCH_RING_0 (1u << 0) /* interrupts, TLBs: not available to a process */
#define BENCH_TWO_CPUS (1u << 1)
#define BENCH_CYCLES (1u << 2) /* it times less than the resolution of a clock */

struct bench_run;

struct bench {
    uint32_t needs; /* BENCH_... */
    void (*measure)(struct bench_run *run);
    const struct reader *hand; /* the trial's reader, written by hand; or NULL */
};

struct bench_run {
    const struct trial *trial;
    const struct environment *environment;
    struct measurement *measurement;
    struct deadline limit;  /* of the trial */
    uint32_t series_us;     /* limit for works that are measured together ... */
    uint32_t long_us;       /* ... and for works that take milliseconds each */
    const uint32_t *beside; /* another CPU counts its work here: a sample is valid only if
                               the count changed; NULL: every sample is valid */
    const char *failure;    /* the error that ended the measurement, or NULL */
    const char *lacks;      /* why there is no figure, without an error; or NULL */
};

/* ---- for the benchmarks ---- */

/* Measures works that alternate, and adds a series for each. Call it with interrupts on;
 * irqs_on tells whether they stay on during a sample. False if it added nothing: it
 * failed, the time was over, or the other CPU's work made no progress. */
bool bench_measure(struct bench_run *run, const struct bench_work *works, unsigned count,
                   bool irqs_on);
/* Adds a series of samples that the caller has taken. */
void bench_add(struct bench_run *run, const char *label, uint64_t *samples,
               unsigned count, uint32_t times);
/* Sets the figure of the result line, in hundredths of a tick. */
void bench_headline(struct bench_run *run, const char *label, uint64_t cost);
/* Sets the median of that series, numbered from 0, as the headline. */
void bench_headline_series(struct bench_run *run, unsigned series);
/* Adds one line of comment with key=value words. */
void bench_note(struct bench_run *run, const char *text, ...) __printf_like(2, 3);

/* Makes a worker repeat turn() until bench_stop_others(), with interrupts on. Returns
 * when it has begun. */
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

/* The figures of a benchmark, and their lines in the log, which docs/bench.md describes.
 * Pure; also compiled on the host. */
#pragma once

#include <stdbool.h>

#include "lib/line.h"
#include "litmus/bench/statistics.h"

enum {
    BENCH_SERIES_MAX = 64,
    BENCH_LABEL_SIZE = 48,
    BENCH_NOTES = 4,
    BENCH_NOTE_SIZE = 160
};

struct series {
    char label[BENCH_LABEL_SIZE]; /* "code=c state=warm" */
    uint32_t times;               /* repetitions in a sample */
    struct spread ticks;
};

struct measurement {
    bool cycles;  /* ticks are those of the TSC, so the log shows them */
    uint32_t khz; /* ticks in a millisecond */
    unsigned count;
    struct series series[BENCH_SERIES_MAX];
    unsigned notes;
    char note[BENCH_NOTES][BENCH_NOTE_SIZE];
    /* The one figure of the result line, in hundredths of a tick; "": there is none. */
    char headline[BENCH_LABEL_SIZE];
    uint64_t headline_cost;
};

struct result;
/* Writes the lines of one result, the KTAP line last. */
void bench_report(struct line_sink *sink, unsigned number, const struct result *result);

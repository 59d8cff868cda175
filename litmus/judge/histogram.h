/*
 * A histogram in the form of litmus7 and herd7, so that mcompare7 can read it from the
 * log: states with counts, then the condition and its result. A Forbidden test has the
 * condition ~exists (...), and is Ok if no state fulfils it; an Allowed test has exists
 * (...), and is Ok if some state does. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

struct histogram {
    struct line_sink *sink;
    const char *name;
    bool forbidden;
    uint64_t witnesses, others;
};

/* Begins a histogram of `states` states. `name` must last until its end. */
void histogram_begin(struct histogram *histogram, struct line_sink *sink,
                     const char *name, bool forbidden, unsigned states);
/* One state, as "low=1; high=2;". A witness fulfils the condition. */
void histogram_state(struct histogram *histogram, uint64_t count, bool witness,
                     const char *state);
/* Ends the histogram. Witnesses fulfil `condition`. */
void histogram_end(const struct histogram *histogram, const char *condition);

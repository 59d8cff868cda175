/*
 * A histogram in the form in which litmus7 and herd7 print theirs, so that mcompare7 reads
 * it out of the log: states with counts, then the condition and what became of it. A test
 * that is Forbidden has the condition ~exists (...), and is Ok where nothing fulfils what
 * stands in the brackets; an Allowed one has exists (...), and is Ok where something does.
 * Pure; also compiled on the host.
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

/* Begins one with so many states. `name` must last until its end. */
void histogram_begin(struct histogram *histogram, struct line_sink *sink, const char *name,
                     bool forbidden, unsigned states);
/* One state, as "low=1; high=2;". A witness fulfils the condition. */
void histogram_state(struct histogram *histogram, uint64_t count, bool witness,
                     const char *state);
/* Ends it. `condition` is what witnesses fulfil. */
void histogram_end(const struct histogram *histogram, const char *condition);

/*
 * Tallies in the log, for each engine that counts readings: herdtools histograms and the
 * figures of the KTAP line (docs/log.md).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/line.h"
#include "litmus/judge/tally.h"

/* A line for trials that take references; none for others. */
void report_references(struct line_sink *sink, const struct tally *tally);

/* A histogram with a state for each kind of reading. */
void report_readings(struct line_sink *sink, const char *name, bool forbidden,
                     const struct tally *sum);

/* "torn=0 accepted=47443 ms=50", and the time of the first tear. Returns the length that
 * it has or would have. */
size_t tally_figures(const struct tallies *tallies, const struct tally *sum,
                     char *figures, size_t size);

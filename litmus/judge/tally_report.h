/*
 * How tallies look in the log, for every engine that counts readings: herdtools histograms and
 * the figures of the KTAP line. docs/log.md describes the lines.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/line.h"
#include "litmus/judge/tally.h"

/* For trials that take references; nothing for others. */
void report_references(struct line_sink *sink, const struct tally *tally);

/* A histogram with a state for each kind of reading. */
void report_readings(struct line_sink *sink, const char *name, bool forbidden,
                     const struct tally *sum);

/* "torn=0 accepted=47443 ms=50", and when the first tear came. Returns the length that it has
 * or would have. */
size_t tally_figures(const struct tallies *tallies, const struct tally *sum, char *figures,
                     size_t size);

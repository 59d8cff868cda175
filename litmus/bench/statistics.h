/*
 * From samples to a figure with its spread. Pure; also compiled on the host.
 *
 * A sample is how many ticks it took to do one thing `times` times. Costs are in
 * hundredths of a tick (or of a nanosecond), so that they need no floating point.
 *
 * Medians and quartiles rather than means: what disturbs a measurement (an interrupt, a
 * neighbour, a hypervisor) only ever adds, and sometimes a thousandfold.
 */
#pragma once

#include <stdint.h>

enum { SPREAD_PARTS = 100 }; /* of a tick */

/* min <= q1 <= median <= q3 <= p90 <= max: each is the cost of one of the samples, the
 * smallest that as large a share of all samples does not exceed (nearest rank). */
struct spread {
    uint32_t samples;
    uint64_t min, q1, median, q3, p90, max; /* hundredths of a tick for each time */
};

/* Sorts the samples in place, smallest first. */
void sort_samples(uint64_t *samples, unsigned count);
/* Sorts the samples; all zero where there are none. times is at least 1. */
struct spread spread_of(uint64_t *samples, unsigned count, uint32_t times);
/* The same with every cost in hundredths of a nanosecond, given the ticks' rate. */
struct spread spread_in_ns(const struct spread *ticks, uint32_t khz);

/* a / b in hundredths, rounded to the nearest; 0 where b is 0. */
uint64_t ratio_of(uint64_t a, uint64_t b);

/*
 * What costs more the more there is to do (each[i] for amount[i], amounts rising)
 * against what always costs the same: the amount at which the first begins to cost as
 * much, on the straight line between two points, rounded up. amount[0] where it does
 * from the start, 0 where it never does.
 */
unsigned crossover(const unsigned *amount, const uint64_t *each, unsigned count,
                   uint64_t always);

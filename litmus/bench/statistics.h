/*
 * Computes a figure and its spread from samples. Pure; also compiled on the host.
 *
 * A sample is the number of ticks of `times` repetitions. Costs are in hundredths of a
 * tick (or of a nanosecond), so they need no floating point.
 *
 * Figures are medians and quartiles rather than means: a disturbance (an interrupt, a
 * neighbour, a hypervisor) only ever adds ticks, sometimes a thousandfold.
 */
#pragma once

#include <stdint.h>

enum { SPREAD_PARTS = 100 }; /* of a tick */

/* min <= q1 <= median <= q3 <= p90 <= max. Each is the cost of one sample: the smallest
 * cost that the given share of all samples does not exceed (nearest rank). */
struct spread {
    uint32_t samples;
    uint64_t min, q1, median, q3, p90, max; /* hundredths of a tick per repetition */
};

/* Sorts the samples in place, smallest first. */
void sort_samples(uint64_t *samples, unsigned count);
/* Sorts the samples. All fields are 0 if there are no samples. times is at least 1. */
struct spread spread_of(uint64_t *samples, unsigned count, uint32_t times);
/* Converts the costs to hundredths of a nanosecond, given the ticks' rate. */
struct spread spread_in_ns(const struct spread *ticks, uint32_t khz);

/* a / b in hundredths, rounded to the nearest; 0 if b is 0. */
uint64_t ratio_of(uint64_t a, uint64_t b);

/*
 * Compares a cost that rises with the amount (each[i] for amount[i], amounts rising) with
 * a constant cost. Returns the amount at which the rising cost reaches the constant one,
 * on the straight line between two points, rounded up. Returns amount[0] if it does so
 * from the start, 0 if it never does.
 */
unsigned crossover(const unsigned *amount, const uint64_t *each, unsigned count,
                   uint64_t always);

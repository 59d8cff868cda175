/*
 * What silence is worth, in numbers. Pure, integers only; also compiled on the host.
 *
 * Tears are taken as independent of each other (a Poisson process), which makes every limit
 * one of at least 95 %, one-sided. They do come in bunches, and so the limits are about the
 * reads of a run as it was, not a promise about others.
 *
 * A rate is a fraction, events per reads, kept as two numbers.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct rate {
    uint64_t events; /* in thousandths */
    uint64_t reads;
};

/* Above this rate, `reads` reads without one event had a probability under 5 %: ln 20 = 2.996
 * events over the reads ("rule of three": Hanley and Lippman-Hand, JAMA 249 (1983) 1743). */
struct rate bound_of_none(uint64_t reads);

/* The least number of events, in thousandths, that one expects to see where `seen` were seen,
 * or more often than one time in 20 there would have been fewer: the lower limit of a Poisson
 * mean (Garwood, Biometrika 28 (1936) 437); from 11 on seen - 1.645 sqrt(seen), which is a
 * little lower still. 0 where none was seen. */
uint64_t events_at_least(uint64_t seen);

/*
 * How many times less often than a control a positive tears, at least: it was not seen to in
 * `reads` accepted reads, the control `torn` times in `accepted` at the same setting. 0 where
 * nothing can be said.
 */
uint64_t times_rarer(uint64_t reads, uint64_t torn, uint64_t accepted);

/* "3.0e-7", rounded up; "0" for no events. At most RATE_TEXT_SIZE bytes, the 0 included. */
enum { RATE_TEXT_SIZE = 12 };
void rate_text(struct rate rate, char *text, size_t size);

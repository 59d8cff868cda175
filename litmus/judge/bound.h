/*
 * How much silence proves, in numbers. Pure, integers only; also compiled on the host.
 *
 * The limits assume that tears are independent of each other (a Poisson process); each is
 * one-sided, at 95 % or more. Tears do come in bunches, so the limits describe the reads
 * of a run as it was; they do not predict other runs.
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

/* Above this rate, `reads` reads without one event had a probability under 5 %: ln 20 =
 * 2.996 events over the reads ("rule of three": Hanley and Lippman-Hand, JAMA 249 (1983)
 * 1743). */
struct rate bound_of_none(uint64_t reads);

/* The least expected number of events, in thousandths, if `seen` were seen: with a lower
 * expectation, fewer than `seen` would come in 19 of 20 runs. This is the lower limit of
 * a Poisson mean (Garwood, Biometrika 28 (1936) 437); from 11 on seen - 1.645 sqrt(seen),
 * which is a little lower still. 0 if none was seen. */
uint64_t events_at_least(uint64_t seen);

/*
 * By which factor, at least, a positive tears less often than a control: the positive did
 * not tear in `reads` accepted reads, the control tore `torn` times in `accepted` at the
 * same setting. 0 if nothing can be said.
 */
uint64_t times_rarer(uint64_t reads, uint64_t torn, uint64_t accepted);

/* "3.0e-7", rounded up; "0" for no events. At most RATE_TEXT_SIZE bytes, the 0
 * included. */
enum { RATE_TEXT_SIZE = 12 };
void rate_text(struct rate rate, char *text, size_t size);

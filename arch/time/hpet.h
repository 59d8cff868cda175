/*
 * The high precision event timer (IA-PC HPET specification 1.0a): registers in memory, a
 * counter among them that says itself how fast it counts. lohilo measures the TSC by it where
 * there is neither a PIT nor a PM timer, before paging is on, and uses no more of it; what a loader
 * used of it, an interrupt that nobody handles, is ended.
 */
#pragma once

#include <stdint.h>

#include "lib/line.h"

/*
 * How often the counter of the one whose registers are at `base` counts in a second; it counts
 * from then on. 0, with the reason said, where that is none: nothing is written before what
 * it says of itself is possible.
 */
uint32_t hpet_start(volatile uint8_t *base, struct line_sink *sink);

/*
 * Takes back what a loader left it to do: to replace the interrupts of PIT and RTC, without
 * which the 8254 is silent, and to send those of its own timers. Says what it was. Nothing is
 * written to what is no HPET.
 */
void hpet_take_back(volatile uint8_t *base, struct line_sink *sink);

/* The lower 32 bits of the count, which goes up. */
uint32_t hpet_read(const volatile uint8_t *base);

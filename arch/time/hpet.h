/*
 * The high precision event timer (IA-PC HPET specification 1.0a): registers in memory,
 * among them a counter that reports its own rate. lohilo uses it only to measure the TSC,
 * before paging is on, if there is neither a PIT nor a PM timer. It also stops interrupts
 * that a loader has set up there.
 */
#pragma once

#include <stdint.h>

#include "lib/line.h"

/*
 * The rate of the counter at `base` per second, after starting it. 0, with a log line, if
 * there is no HPET: nothing is written until its registers make sense.
 */
uint32_t hpet_start(volatile uint8_t *base, struct line_sink *sink);

/*
 * Resets a loader's settings: the replacement of the PIT's and RTC's interrupts, which
 * silences the 8254, and the interrupts of its own timers. Logs what it changed. Writes
 * nothing if there is no HPET.
 */
void hpet_take_back(volatile uint8_t *base, struct line_sink *sink);

/* The lower 32 bits of the count, which goes up. */
uint32_t hpet_read(const volatile uint8_t *base);

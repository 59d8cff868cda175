/*
 * Measures with the board's counters: one window of 8 ms per reference, and whether a
 * reference exists at all. On one CPU, interrupts off; every loop has a limit.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/time/clock_math.h"
#include "lib/line.h"

/* One window of the PIT, in cycles of the TSC. The PM timer is read at both ends and
 * makes its own window; if pm_port is 0, `pm` is not armed. */
void clock_pit_window(uint16_t pm_port, struct clock_run *pit, struct clock_run *pm);

/* A counter of the board that always counts up and only has to be read. */
struct clock_counter {
    const char *name;
    uint32_t hz, mask;
    uintptr_t place; /* argument of `read`: a port, an address, an MSR */
    uint32_t (*read)(uintptr_t place);
};
struct clock_counter clock_pm_timer(uint16_t port);
struct clock_counter clock_hpet(uint64_t address, uint32_t hz);
struct clock_counter clock_hyperv(void); /* only if it is readable */

/* One window of channel 0 of the 8254, for boards that have no port 0x61. */
void clock_channel_0_window(struct clock_run *run);

/* One window of such a counter. */
void clock_counter_window(const struct clock_counter *counter, struct clock_run *run);

/* Whether the counter can serve as a clock; logs why not. False for port 0, without a
 * line. */
bool clock_pm_timer_usable(uint16_t port, struct line_sink *sink);
bool clock_pit_usable(struct line_sink *sink);

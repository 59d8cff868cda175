/*
 * Looking at the board's counters: one window of 8 ms by a reference, and whether a
 * reference is there at all. On one CPU, interrupts off; every loop has a limit.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/time/clock_math.h"
#include "lib/line.h"

/* One window of the PIT, in cycles of the TSC. The PM timer is read at both ends and
 * makes a window of its own; where pm_port is 0, `pm` is not armed. */
void clock_pit_window(uint16_t pm_port, struct clock_run *pit, struct clock_run *pm);

/* A counter of the board that counts up all the time, and has but to be read. */
struct clock_counter {
    const char *name;
    uint32_t hz, mask;
    uintptr_t place; /* what `read` is given: a port, an address, an MSR */
    uint32_t (*read)(uintptr_t place);
};
struct clock_counter clock_pm_timer(uint16_t port);
struct clock_counter clock_hpet(uint64_t address, uint32_t hz);
struct clock_counter clock_hyperv(void); /* only where it may be read */

/* One window of channel 0 of the 8254, for boards that have no port 0x61. */
void clock_channel_0_window(struct clock_run *run);

/* One window of such a counter. */
void clock_counter_window(const struct clock_counter *counter, struct clock_run *run);

/* Whether the counter can serve as a clock of its own; says why not. For a port of 0
 * false without a word. */
bool clock_pm_timer_usable(uint16_t port, struct line_sink *sink);
bool clock_pit_usable(struct line_sink *sink);

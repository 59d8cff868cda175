/*
 * Time that somebody takes from the boot processor without asking: firmware in system
 * management mode, a hypervisor, a busy host. Seen as gaps between two readings of the TSC
 * with interrupts off (as Linux's hwlat tracer does). A look is short, and only a share of
 * what happens falls into one: the largest gap is a lower bound.
 */
#pragma once

#include <stdint.h>

enum { STOLEN_LOOK_US = 500 };

/* Looks once, for STOLEN_LOOK_US; nothing without a TSC. */
void stolen_look(void);
/* The largest gap so far, and for how long it was looked for, in microseconds. */
uint32_t stolen_largest_us(void);
uint32_t stolen_looked_us(void);

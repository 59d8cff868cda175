/*
 * Time that firmware in system management mode, a hypervisor or a busy host takes from
 * the boot processor. It shows as gaps between two readings of the TSC with interrupts
 * off (as in Linux's hwlat tracer). A look is short and catches only part of the events:
 * the largest gap is a lower bound.
 */
#pragma once

#include <stdint.h>

enum { STOLEN_LOOK_US = 500 };

/* Looks once, for STOLEN_LOOK_US; does nothing without a TSC. */
void stolen_look(void);
/* The largest gap so far, and the total time of all looks, in microseconds. */
uint32_t stolen_largest_us(void);
uint32_t stolen_looked_us(void);

/*
 * Attending to the person in front of the machine, or at the other end of the serial line:
 * keys looked at, status renewed. Ten times a second at the most, on the boot processor,
 * while nothing is measured.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/devices/power.h"

/* The trials begin; the local APIC can be reached. */
void input_start(uint64_t seed);
/* To be called often; mostly does nothing. */
void input_poll(void);
/* Whether a key has asked for the end of the run. */
bool input_stop_asked(void);
/* The run has ended and the machine holds: its keys, until one ends that. */
_Noreturn void input_poll_for_ever(const struct power_means *means);

/*
 * Polls for input from the keyboard and the serial line, and redraws the status: at most
 * ten times a second, on the boot processor, and never while a trial measures.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/devices/power.h"

/* Call it when the trials begin and the local APIC can be reached. */
void input_start(uint64_t seed);
/* Call it often; mostly it does nothing. */
void input_poll(void);
/* Returns true once a key has requested the end of the run. */
bool input_stop_asked(void);
/* After the end of the run, while the machine holds: handles keys until one ends that. */
_Noreturn void input_poll_for_ever(const struct power_means *means);

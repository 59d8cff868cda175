/*
 * The timeout scale: how long lohilo waits for a CPU before it gives it up, or for itself
 * (the watchdog). The limits are ten seconds and more, in the files that use them,
 * because a busy host may not run a virtual CPU for seconds: a slow CPU must not be
 * declared dead. The option patience= lengthens all limits for worse hosts, or shortens
 * them for tests that kill a CPU. All share one factor, because some limits must be
 * longer than others.
 */
#pragma once

#include <stdint.h>

/* In percent of the default; once, before the other CPUs are up. */
void timeout_scale_set(uint32_t percent);
/* A default limit in microseconds, at most 400 s, scaled. */
uint32_t scaled_timeout_us(uint32_t usual_us);

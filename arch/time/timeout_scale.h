/*
 * How long lohilo waits for a CPU that it will then give up, or for itself (the watchdog).
 * The limits of ten seconds and more, in the files that use them, are meant for a host so busy
 * that a virtual CPU does not run for seconds: nobody is to be called dead who is not. The
 * option patience= stretches all of them for worse hosts, or shortens them where a CPU is
 * known to be dead and nobody wants to wait: in the tests that kill one. All by the same
 * factor, because some of them must be longer than others.
 */
#pragma once

#include <stdint.h>

/* Percent of the usual; once, before the other CPUs are up. */
void timeout_scale_set(uint32_t percent);
/* A limit in microseconds, usual to the present; of at most 400 s. */
uint32_t scaled_timeout_us(uint32_t usual_us);

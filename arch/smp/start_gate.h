/*
 * What the trampoline's start gate (arch/smp/trampoline.h) shows about a CPU that did not
 * come up. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/smp/trampoline.h"

/* Whether a CPU has passed since the gate was last opened. */
bool start_gate_passed(uint32_t start_gate);

/* Writes why the CPU for which the gate was last opened did not come up, as far as the
 * trampoline knows; "" if it does not. */
void start_gate_reason(const struct trampoline *trampoline, char *text, size_t size);

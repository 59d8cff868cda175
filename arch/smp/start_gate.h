/*
 * What the trampoline's door (arch/smp/trampoline.h) tells of a CPU that did not come in. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/smp/trampoline.h"

/* Whether a CPU went through since it was last opened. */
bool start_gate_passed(uint32_t start_gate);

/* Writes why the CPU whose APIC id the door is, or was, open for is not in, as far as the
 * trampoline knows; "" if it knows nothing. */
void start_gate_reason(const struct trampoline *trampoline, char *text, size_t size);

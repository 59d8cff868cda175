/*
 * Model-specific registers that may not exist: #GP is a normal result here (memtest86+
 * crashed on an Atom N270 over one). Needs the traps (arch/cpu/traps.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define MSR_APIC_BASE 0x1B
#define MSR_MICROCODE 0x8B
#define MSR_EFER 0xC0000080
#define EFER_LME (1u << 8)
#define EFER_NXE (1u << 11)

/* False if the register does not exist, or refuses the value; *value is then
 * unchanged. */
bool rdmsr_safe(uint32_t index, uint64_t *value);
bool wrmsr_safe(uint32_t index, uint64_t value);

/* These two functions as a table, for arch/cpu/leftovers.h. */
struct msr_access;
extern const struct msr_access msr_access;

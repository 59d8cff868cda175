/* The revision of the microcode that this CPU runs. */
#pragma once

#include <stdint.h>

#include "arch/cpu/cpu_identity.h"

/* 0 if the CPU has no such register or reports nothing. Needs the traps (arch/cpu/msr.h):
 * the register exists from Intel's family 6 and AMD's family 0xF on, but not on all their
 * clones. */
uint32_t microcode_revision(const struct cpu_identity *identity);

/* The revision of the microcode that this CPU runs. */
#pragma once

#include <stdint.h>

#include "arch/cpu/cpu_identity.h"

/* 0 where the CPU has none or does not tell. Needs the traps to be up (arch/cpu/msr.h): the
 * register is there from Intel's family 6 and AMD's family 0xF on, but not on all their
 * clones. */
uint32_t microcode_revision(const struct cpu_identity *identity);

/*
 * What the log says about a CPU that was interrupted for good: registers, the code at EIP,
 * and who called it. Of any CPU, as long as that one stands still.
 */
#pragma once

#include <stdint.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/traps.h"

struct trap_state {
    const struct cpu *cpu;
    const struct trap_frame *frame;
    uint32_t esp, cr2, cr3;
};

void trap_report(const struct trap_state *state);
/* Follows the frame pointers as long as they lie on a stack of the CPU's and go upwards. */
void trap_report_backtrace(const struct cpu *cpu, uintptr_t eip, uintptr_t ebp);

/*
 * The log's report on a stopped CPU: registers, the code at EIP, and the call chain. It
 * works for any CPU as long as that CPU does not run.
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
/* Follows the frame pointers while they lie on one of the CPU's stacks and increase. */
void trap_report_backtrace(const struct cpu *cpu, uintptr_t eip, uintptr_t ebp);

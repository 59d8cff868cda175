/*
 * The record of a failed CPU, and the order in which it is written;
 * arch/smp/cpu_failure.h does the rest. This code touches no hardware.
 *
 * An NMI may interrupt a CPU that ends itself between any two instructions. Once the CPU
 * is marked as failed, the NMI handler halts it, and what is left to do stays undone. So
 * the mark comes last, after the place is recorded and the CPU is out of the set that
 * others wait for.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/traps.h"

/* Where a CPU stopped. */
struct cpu_failure_place {
    struct trap_frame frame;
    uint32_t esp;
    uint32_t cr2, cr3;
};

struct cpu_failure {
    const char *why;   /* "page fault (14)", "no ack of a shootdown" */
    const char *phase; /* its own cpu->phase */
    uint32_t itself;   /* cpu_failure_reports_itself() */
    uint32_t halted;   /* it has stopped, and `place` is valid */
    struct cpu_failure_place place;
};

/* Removes `cpu` from `online` and marks it as failed; from any CPU. The first call
 * records the reason and the phase, and returns true; later calls complete the rest. */
bool cpu_failure_take_out(struct cpu_failure *cpu_failure, struct cpu *cpu,
                          struct cpumask *online, const char *why);

/* The same by the CPU itself, which is at `place`; it must halt afterwards. */
void cpu_failure_end_itself(struct cpu_failure *cpu_failure, struct cpu *cpu,
                            struct cpumask *online, const char *why,
                            const struct cpu_failure_place *place);

/* An NMI has interrupted `cpu`, the calling one, at `place`. True if it has failed: the
 * place is recorded, and it must halt. */
bool cpu_failure_nmi(struct cpu_failure *cpu_failure, const struct cpu *cpu,
                     const struct cpu_failure_place *place);

/* The boot processor reports itself; it stays online. */
void cpu_failure_reports_itself(struct cpu_failure *cpu_failure, const struct cpu *cpu,
                                const char *why, const struct cpu_failure_place *place);

/* Whether cpu_failure_take_out() or cpu_failure_reports_itself() is complete for
 * `cpu`. */
bool cpu_failure_is_known(const struct cpu_failure *cpu_failure, const struct cpu *cpu);

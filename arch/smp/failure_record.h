/*
 * What is kept of a lost CPU, and the order in which it becomes known; arch/smp/cpu_failure.h does the
 * rest. No hardware is touched here.
 *
 * A CPU that ends itself may be interrupted by an NMI between any two of its instructions, and
 * once it counts as lost, that NMI's handler parks it: what was not done by then is never done.
 * So being marked as lost comes last: by then its place is noted, and it is out of the set of
 * those that others wait for.
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
    const char *why;         /* "page fault (14)", "no ack of a shootdown" */
    const char *phase;       /* what it was doing, by its own word */
    uint32_t itself;         /* cpu_failure_reports_itself() */
    uint32_t halted;         /* it runs no more, and `place` is known */
    struct cpu_failure_place place;
};

/* Takes `cpu` out of `online` and marks it as lost; from any CPU. The first call says why and
 * what it was doing, and returns true; any other sees to it that the rest is done. */
bool cpu_failure_take_out(struct cpu_failure *cpu_failure, struct cpu *cpu, struct cpumask *online,
                   const char *why);

/* The same by the CPU itself, which is at `place`; it has to park then. */
void cpu_failure_end_itself(struct cpu_failure *cpu_failure, struct cpu *cpu, struct cpumask *online,
                     const char *why, const struct cpu_failure_place *place);

/* An NMI has interrupted `cpu`, the calling one, at `place`. True if it is lost: it has to
 * park, and where it was is noted. */
bool cpu_failure_nmi(struct cpu_failure *cpu_failure, const struct cpu *cpu, const struct cpu_failure_place *place);

/* The boot processor reports of itself: it is not taken out. */
void cpu_failure_reports_itself(struct cpu_failure *cpu_failure, const struct cpu *cpu, const char *why,
                         const struct cpu_failure_place *place);

/* Whether all that cpu_failure_take_out() does has been done to `cpu`, or cpu_failure_reports_itself(). */
bool cpu_failure_is_known(const struct cpu_failure *cpu_failure, const struct cpu *cpu);

/*
 * Failed CPUs: a CPU that took an unhandled exception, stopped answering, or never
 * started. The run continues without it. It is removed from cpu_online_mask, which limits
 * every shootdown (mm/tlb.c). It halts itself, or an NMI halts it. Its last state is kept
 * for the report.
 *
 * The run cannot continue without the boot processor, so its failure is a panic.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/traps.h"
#include "arch/smp/failure_record.h"
#include "arch/time/timeouts.h"

/* Installs the NMI handler; after nmi_init(). */
void cpu_failure_init(void);

/*
 * Gives up a CPU that is online, or that was started and did not come up: removes it from
 * cpu_online_mask, halts it by NMI, and waits at most CPU_FAILURE_NMI_LIMIT_US for that.
 * Must not be the calling CPU. For the boot processor: panics with the reason and the
 * place. `why` must be a static string. Several CPUs may give up the same one: the first
 * reason is kept.
 */
void cpu_give_up(unsigned cpu, const char *why);

/* The boot processor has found in this interrupt that it hangs: panics as cpu_give_up(0)
 * does. */
_Noreturn void cpu_give_up_self(const struct trap_frame *frame, const char *why);

/* The calling CPU, not the boot processor, halts for good; it was at `frame`. */
_Noreturn void cpu_fail_and_halt(const struct trap_frame *frame, uint32_t esp,
                                 const char *why);

/* The record of a CPU that was given up or has halted; NULL if it was not. */
const struct cpu_failure *cpu_failure_of(unsigned cpu);

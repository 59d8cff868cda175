/*
 * CPUs that the run goes on without: one that took an exception nobody handles, one that
 * stopped answering, one that never came. Such a CPU is out of cpu_online_mask, to which
 * every shootdown is limited (mm/tlb.c), and it runs no more: it parks itself, or an NMI
 * parks it, whatever it is doing. What it did last is kept for whoever reports it.
 *
 * The boot processor cannot be lost: without it there is no run, so that is a panic.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/smp/failure_record.h"
#include "arch/cpu/traps.h"
#include "arch/time/timeouts.h"

/* Installs the NMI handler; after nmi_init(). */
void cpu_failure_init(void);

/*
 * Gives up a CPU that is online, or that was started and did not come: takes it out of
 * cpu_online_mask and parks it by NMI. Waits for that for at most CPU_FAILURE_NMI_LIMIT_US. Not
 * for the calling CPU. For the boot processor: panics, saying why and where it was. `why`
 * is text that stays. Several CPUs may give up the same one: the first says why.
 */
void cpu_give_up(unsigned cpu, const char *why);

/* The boot processor itself has found that it hangs, in the interrupt of this frame: panics
 * as cpu_give_up(0) does. */
_Noreturn void cpu_give_up_self(const struct trap_frame *frame, const char *why);

/* The calling CPU, not the boot processor, ends here, at `frame`. */
_Noreturn void cpu_park(const struct trap_frame *frame, uint32_t esp, const char *why);

/* What is known of a CPU that was given up or has parked; NULL: it was not. */
const struct cpu_failure *cpu_failure_of(unsigned cpu);

/*
 * The exception screen. It is printed by panic() (lib/panic.h) and by an unhandled
 * exception on the boot processor, after all other CPUs are stopped. The verdict is then
 * ERROR. An exception on another CPU halts that CPU (arch/smp/cpu_failure.h).
 * kernel/end/end_state.h decides which CPU prints, and what happens when the report
 * itself fails.
 */
#pragma once

#include <stdbool.h>

/* Installs the fatal hook and the NMI handlers. Call it before the IDT is loaded
 * (arch/cpu/traps.h), so that every exception finds them. */
void panic_init(void);

/* Returns true if the calling CPU, which cannot go on, must panic instead of halting: it
 * already reports, it is the boot processor, or the boot processor is gone. */
bool panic_is_due(void);

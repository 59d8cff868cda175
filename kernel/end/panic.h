/*
 * The exception screen: what panic() (lib/panic.h) and, on the boot processor, an exception
 * that nobody handles print, after every other CPU has been stopped. The verdict is then
 * ERROR. An exception on another CPU parks that one (arch/smp/cpu_failure.h). kernel/end/end_state.h says who
 * prints, and what becomes of a failure in the middle of that.
 */
#pragma once

#include <stdbool.h>

/* Installs the fatal hook and the NMI handlers: before the IDT is loaded (arch/cpu/traps.h), so
 * that no exception finds it without them. */
void panic_init(void);

/* Whether the calling CPU, which cannot go on, has to panic rather than park: it reports
 * already, or it is the boot processor, or there is no boot processor any more. */
bool panic_is_due(void);

/*
 * Unrequested hardware events: NMIs (a board's parity or watchdog circuit), machine
 * checks, unhandled interrupts, local APIC errors. The handlers count them; the log
 * reports them between two trials. An uncorrected machine check on the boot processor
 * ends the run; on another CPU it halts that CPU (arch/smp/cpu_failure.h).
 */
#pragma once

/* Installs the handlers of machine checks and of local APIC errors. */
void events_init(void);
/* On the boot processor: logs the events since the last call. */
void events_report(void);

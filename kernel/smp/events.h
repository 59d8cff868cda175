/*
 * Unrequested hardware events: NMIs (a board's parity or watchdog circuit), machine
 * checks, unhandled interrupts, local APIC errors. The handlers count them; the log
 * reports them between two trials.
 */
#pragma once

/* Installs the handler of local APIC errors. */
void events_init(void);
/* On the boot processor: logs the events since the last call. */
void events_report(void);

/*
 * What the hardware says without being asked: NMIs (a board's parity or watchdog circuit),
 * machine checks, interrupts that nobody handles, errors that a local APIC has seen. Counted
 * where they happen, said between two trials. An uncorrected machine check on the boot
 * processor ends the run; on another CPU it parks that one (arch/smp/cpu_failure.h).
 */
#pragma once

/* Installs the handlers of machine checks and of the local APICs' errors. */
void events_init(void);
/* On the boot processor: says what is new since the last call. */
void events_report(void);

/*
 * The watchdog over the boot processor. Every wait in lohilo looks at a deadline, and each
 * look counts (struct cpu, beats); an application processor's local APIC timer makes it
 * look at that count once a second. If it stands still for WATCHDOG_LIMIT_US, the boot
 * processor hangs: an NMI finds out where, and the run ends with that and ERROR. A run with
 * a long time= does not come near: what takes long looks at deadlines all the time.
 *
 * Not covered: one CPU alone, and what happens before the others are up. docs/faults.md.
 */
#pragma once

enum { WATCHDOG_PERIOD_MS = 1000, WATCHDOG_LIMIT_US = 15000000 };

/* On the boot processor, before the other CPUs are given work. */
void watchdog_start(void);
/* On an application processor, whenever it is idle: takes the watch if that is its turn. */
void watchdog_take_watch(void);
/* Nobody watches any more: the run has ended. */
void watchdog_stop(void);

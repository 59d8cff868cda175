/*
 * The watchdog over the boot processor. Every wait in lohilo checks a deadline, and each
 * check raises the CPU's heartbeat counter (struct cpu, heartbeats), as does each step of
 * an interleaving. If the counter stands still for WATCHDOG_LIMIT_US, the boot processor
 * hangs: the watchdog finds out where, and the run ends with that and ERROR. A long time=
 * does not trigger it, because long work checks deadlines all the time.
 *
 * An application processor watches: its local APIC's timer wakes it once a second. While
 * there is none, and on a machine with one CPU, the boot processor watches itself, in an
 * NMI (arch/irq/nmi_timer.h) that comes 18 times a second, the slowest rate of the 8254,
 * and costs a few microseconds. These NMIs stop as soon as another CPU watches, so no
 * trial of several CPUs contains one.
 *
 * Not covered: the time before the boot processor's local APIC is set up. docs/faults.md.
 */
#pragma once

#include "arch/firmware/processors.h"
#include "arch/time/timeouts.h"

enum { WATCHDOG_PERIOD_MS = 1000 };

/* On the boot processor, paging on, its local APIC enabled: it watches itself if it can;
 * otherwise logs why not. */
void watchdog_start_alone(const struct processors *processors);
/* On the boot processor, before the other CPUs are given work. */
void watchdog_start(void);
/* On an application processor, whenever it is idle: takes the watch if no CPU has it. */
void watchdog_take_watch(void);
/* On the boot processor: no application processor is left, so it watches itself again. */
void watchdog_alone_again(void);
/* Stops the watch at the end of the run. */
void watchdog_stop(void);

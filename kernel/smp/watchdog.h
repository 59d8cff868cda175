/*
 * The watchdog over the boot processor. Every wait in lohilo looks at a deadline, and each
 * look counts (struct cpu, beats), as does each move of an interleaving. If that count
 * stands still for WATCHDOG_LIMIT_US, the boot processor hangs: where it does is found out,
 * and the run ends with that and ERROR. A run with a long time= does not come near: what
 * takes long looks at deadlines all the time.
 *
 * Who looks: an application processor, which its local APIC's timer wakes for it once a
 * second; as long as there is none, and on a machine with one CPU, the boot processor
 * itself, in an NMI (arch/irq/nmi_timer.h) that comes 18 times a second, the slowest that the
 * 8254 goes, and costs a few microseconds. As soon as another CPU has taken the watch, no
 * such NMI comes any more, so that it is in no trial of several CPUs.
 *
 * Not covered: what comes before the boot processor's local APIC is set up. docs/faults.md.
 */
#pragma once

#include "arch/firmware/processors.h"
#include "arch/time/timeouts.h"

enum { WATCHDOG_PERIOD_MS = 1000 };

/* On the boot processor, paging on, its local APIC enabled: it watches itself, where it can;
 * else says why not. */
void watchdog_start_alone(const struct processors *processors);
/* On the boot processor, before the other CPUs are given work. */
void watchdog_start(void);
/* On an application processor, whenever it is idle: takes the watch if that is its turn. */
void watchdog_take_watch(void);
/* On the boot processor: no application processor is left, it watches itself again. */
void watchdog_alone_again(void);
/* Nobody watches any more: the run has ended. */
void watchdog_stop(void);

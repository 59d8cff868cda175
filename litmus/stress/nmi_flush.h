/*
 * The shootdown by NMI, a broken leg: TLBs are flushed and the flush is acknowledged, all as it
 * should be, but a reader that has its interrupts off is not asked. Stands for the flushes
 * that need no interrupt: of a hypervisor for its guests, INVLPGB, broadcast TLBI.
 */
#pragma once

#include <stdbool.h>

#include "mm/tlb.h"

/* Installs the NMI handler. */
void nmi_flush_init(void);
/* Flushes the range on those CPUs, by NMI, and waits until each has; true if the acks were not
 * all there at the first look. Who does not answer within TLB_LIMIT_US is given up
 * (arch/smp/cpu_failure.h). Never asks the calling CPU. */
bool nmi_flush(const struct cpumask *cpus, struct tlb_range range);

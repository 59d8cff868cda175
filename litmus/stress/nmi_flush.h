/*
 * The shootdown by NMI, a mutant: TLBs are flushed and the flush is acknowledged, but a
 * reader with interrupts off does not hold it off. It stands for flushes that need no
 * interrupt: a hypervisor's for its guests, INVLPGB, broadcast TLBI.
 */
#pragma once

#include <stdbool.h>

#include "mm/tlb.h"

/* Installs the NMI handler. */
void nmi_flush_init(void);
/* Flushes the range on those CPUs by NMI, and waits until each has acknowledged. Returns
 * true if an ack was missing at the first look. A CPU that does not answer within
 * TLB_LIMIT_US is given up (arch/smp/cpu_failure.h). Skips the calling CPU. */
bool nmi_flush(const struct cpumask *cpus, struct tlb_range range);

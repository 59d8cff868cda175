/*
 * One input of an I/O APIC (Intel 82093AA data sheet, 3.2.4) in NMI mode: an edge raises
 * an NMI on one CPU even with interrupts off, and needs no acknowledgement. All other
 * inputs are masked.
 */
#pragma once

#include <stdint.h>

/* Its registers, mapped uncached. */
void io_apic_set_base(volatile void *registers);

/* The number of inputs; 0: there is no I/O APIC. */
unsigned io_apic_inputs(void);

enum { IO_APIC_HIGHEST_ID = 254 };
/* Sends an NMI to the CPU with this APIC id on each rising edge at the input. */
void io_apic_nmi(unsigned input, uint32_t apic_id);
void io_apic_mask(unsigned input);

/* Masks every input, whatever delivery mode a loader left there: a level that is never
 * cleared would interrupt again and again. Returns how many were unmasked. */
unsigned io_apic_mask_all(void);

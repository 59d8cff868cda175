/*
 * One input of an I/O APIC (Intel 82093AA data sheet, 3.2.4), set to NMI: an edge there is
 * an NMI for one CPU, whether its interrupts are on or not, and nobody has to acknowledge it.
 * The others are masked.
 */
#pragma once

#include <stdint.h>

/* Its registers, mapped uncached. */
void io_apic_set_base(volatile void *registers);

/* How many inputs it has; 0: there is no I/O APIC. */
unsigned io_apic_inputs(void);

enum { IO_APIC_HIGHEST_ID = 254 };
/* Each rising edge at the input, an NMI for the CPU with this APIC id (at most that). */
void io_apic_nmi(unsigned input, uint32_t apic_id);
void io_apic_mask(unsigned input);

/* Every input, whatever a loader had sent by it: a level that nobody clears would come again
 * and again. How many were open. */
unsigned io_apic_mask_all(void);

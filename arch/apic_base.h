/*
 * IA32_APIC_BASE (SDM vol. 3, 11.4.4 and 11.12): whether a CPU's local APIC is on, in which
 * mode, and where. For arch/apic.c.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/apic.h"
#include "lib/line.h"

#define APIC_BASE_DEFAULT 0xFEE00000u

/* What the boot processor's register says, and what became of the option `lapic`; as
 * apic_detect(). */
enum apic_mode apic_base_detect(bool present, bool may_enable, uint64_t *physical,
                                struct line_sink *sink);

/* On an application processor: in the boot processor's mode and at its address. */
void apic_base_join(enum apic_mode mode, uint64_t physical);

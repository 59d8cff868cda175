/*
 * IA32_APIC_BASE (SDM vol. 3, 11.4.4 and 11.12): whether a CPU's local APIC is enabled,
 * in which mode, and where. For arch/irq/apic.c.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/irq/apic.h"
#include "arch/irq/apic_path.h"
#include "lib/line.h"

/* Reads the boot processor's register and applies the option `lapic`; see
 * apic_detect(). */
enum apic_mode apic_base_detect(bool present, bool may_enable, uint64_t *physical,
                                struct line_sink *sink);

/* Whether this CPU has the register. */
bool apic_base_readable(void);

/*
 * On an application processor: changes to the boot processor's mode and address. *found:
 * the register before, *now: after. False if that failed: a CPU may refuse to leave
 * x2APIC mode (IA32_XAPIC_DISABLE_STATUS, SDM vol. 4).
 */
bool apic_base_join(enum apic_mode mode, uint64_t physical, uint64_t *found,
                    uint64_t *now);

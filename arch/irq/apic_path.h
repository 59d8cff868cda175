/*
 * What IA32_APIC_BASE says, and how a local APIC gets from one mode and address to another
 * (SDM vol. 3, 11.12.5). Pure: arch/irq/apic_base.c reads and writes the register.
 *
 * A processor's INIT leaves the register as it is: an APIC that firmware or a loader has put
 * into x2APIC mode stays in it, and one that is off stays off.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/irq/apic.h"

#define APIC_BASE_ENABLED (1u << 11)
#define APIC_BASE_X2 (1u << 10)
#define APIC_BASE_BOOT_PROCESSOR (1u << 8)
#define APIC_BASE_ADDRESS 0xFFFFFFFFFF000ull
#define APIC_BASE_DEFAULT 0xFEE00000u

enum apic_mode apic_base_mode(uint64_t base);
const char *apic_mode_name(enum apic_mode mode);

/* Whether an APIC that is as `base` says is in this mode, and at this address where that
 * matters: an x2APIC has none. */
bool apic_base_is(uint64_t base, enum apic_mode mode, uint64_t physical);

/*
 * What to write into the register, one value after the other, so that an APIC that is as
 * `base` says comes to `mode`, which is not APIC_ABSENT, and to `physical`. Returns how many
 * values; 0 where it is there. Each step is one that the CPU allows: between off and x2APIC,
 * and from x2APIC back, there are two.
 */
enum { APIC_PATH_MAX = 2 };
unsigned apic_path(uint64_t base, enum apic_mode mode, uint64_t physical,
                   uint64_t step[APIC_PATH_MAX]);

/* Whether such a CPU can read its own APIC id before paging is on: by MSR, or below 4 GiB.
 * The trampoline asks the same (boot/trampoline.S). */
bool apic_id_in_reach(uint64_t base);

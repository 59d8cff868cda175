/*
 * What IA32_APIC_BASE says, and the steps from one mode and address of a local APIC to
 * another (SDM vol. 3, 11.12.5). Pure: arch/irq/apic_base.c accesses the register.
 *
 * INIT does not change the register: an APIC that firmware or a loader has left in x2APIC
 * mode, or disabled, stays so.
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

/* Whether `base` means this mode, and this address if the mode has one (x2APIC has
 * none). */
bool apic_base_is(uint64_t base, enum apic_mode mode, uint64_t physical);

/*
 * The values to write into the register, in order, to get from `base` to `mode` (not
 * APIC_ABSENT) and `physical`. Returns their number; 0 if nothing has to change. Each
 * step is one that the CPU allows: from off to x2APIC, and from x2APIC back, takes two.
 */
enum { APIC_PATH_MAX = 2 };
unsigned apic_path(uint64_t base, enum apic_mode mode, uint64_t physical,
                   uint64_t step[APIC_PATH_MAX]);

/* Whether a CPU with this `base` can read its own APIC id before paging is on: by MSR, or
 * below 4 GiB. The trampoline makes the same check (boot/trampoline.S). */
bool apic_id_in_reach(uint64_t base);

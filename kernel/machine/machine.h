/*
 * What machine this is: the boot processor, its memory, the processors that firmware
 * lists, clock and power. Runs with paging off, while every table can be read at its
 * place.
 */
#pragma once

#include "arch/cpu/cpu_identity.h"
#include "arch/cpu/errata.h"
#include "arch/devices/power.h"
#include "arch/firmware/acpi.h"
#include "arch/firmware/physical_view.h"
#include "arch/firmware/processors.h"
#include "arch/irq/apic.h"
#include "kernel/machine/boot_info.h"
#include "kernel/options/options.h"
#include "mm/kernel_map.h"
#include "mm/memory_map.h"

struct machine {
    struct cpu_identity identity; /* of the boot processor */
    struct errata_list errata;
    struct acpi_fadt fadt;
    struct memory_map map; /* clean, without the memory in use */
    struct processors processors;
    enum apic_mode apic_mode;
    uint64_t apic_physical;
    uint32_t trampoline; /* page for starting APs, 0 if there is none */
    struct paging_features paging;
    struct power_means power;
};

/* Identifies the boot processor; the other functions depend on it. Needs the traps. */
void machine_find_cpu(struct machine *machine, const struct options *options);
/* An emulator that CPUID does not identify (Bochs) has a debug port, and no errata. */
void machine_mark_emulated(struct cpu_identity *identity);
/* Returns true if there is PAE: reported, or, on a Pentium M with the option forcepae,
 * tried (boot/cpu_gate.S lets no other CPU pass without it). Paging must be off.
 * Otherwise logs the reason and copies it, for the verdict, to `reason` (`size`
 * bytes). */
bool machine_has_pae(const struct machine *machine, const struct options *options,
                     char *reason, size_t size);
/* Finds the clock, and the means to reboot or power off. */
void machine_find_clock(struct machine *machine, const struct boot_info *boot,
                        const struct physical_view *memory);
/* RAM: cleans the map, takes out the memory in use, logs the rest. Returns false, with
 * the reason logged and in `reason`, if that is too little. */
bool machine_find_memory(struct machine *machine, const struct boot_info *boot,
                         const struct options *options, char *reason, size_t size);
/* Finds the local APIC and the processors. */
void machine_find_processors(struct machine *machine, const struct boot_info *boot,
                             const struct physical_view *memory,
                             const struct options *options);

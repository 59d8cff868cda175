/*
 * What machine this is: the boot processor, its memory, the processors that firmware names,
 * time and power. Found out with paging off, while every table can be read where it lies.
 */
#pragma once

#include "arch/firmware/acpi.h"
#include "arch/irq/apic.h"
#include "arch/cpu/cpu_identity.h"
#include "arch/cpu/errata.h"
#include "arch/firmware/physical_view.h"
#include "arch/devices/power.h"
#include "arch/firmware/processors.h"
#include "kernel/boot_info.h"
#include "kernel/options/options.h"
#include "mm/kernel_map.h"
#include "mm/memory_map.h"

struct machine {
    struct cpu_identity identity; /* of the boot processor */
    struct errata_list errata;
    struct acpi_fadt fadt;
    struct memory_map map;        /* clean, everything in use carved out */
    struct processors processors;
    enum apic_mode apic_mode;
    uint64_t apic_physical;
    uint32_t trampoline;          /* page for starting APs, 0 if there is none */
    struct paging_features paging;
    struct power_means power;
};

/* Identifies the boot processor; everything else needs it. Needs the traps. */
void machine_find_cpu(struct machine *machine, const struct options *options);
/* An emulator that does not say so itself (Bochs) has a debug port, and no errata. */
void machine_mark_emulated(struct cpu_identity *identity);
/* PAE, reported or, on a Pentium M and with the option forcepae, tried (boot/cpu_gate.S lets
 * no other CPU through without it). Paging must be off. False with the reason said, and in
 * `size` bytes at `reason`, for the verdict. */
bool machine_has_pae(const struct machine *machine, const struct options *options,
                     char *reason, size_t size);
/* Time and what ends a run. */
void machine_find_clock(struct machine *machine, const struct boot_info *boot,
                        const struct physical_view *memory);
/* RAM: cleans the map, takes out what is in use, says what is left. False, with the reason
 * said and at `reason`, if that is too little to run. */
bool machine_find_memory(struct machine *machine, const struct boot_info *boot,
                         const struct options *options, char *reason, size_t size);
/* The local APIC and the processors. */
void machine_find_processors(struct machine *machine, const struct boot_info *boot,
                             const struct physical_view *memory,
                             const struct options *options);

/*
 * The processors in ACPI's Multiple APIC Description Table (ACPI 6.5, 5.2.12; signature
 * "APIC"): local APIC entries (type 0), local x2APIC entries (type 9), and the override
 * of the local APIC's address (type 5). Also the input of IRQ 0: on the I/O APIC whose
 * interrupts start at 0 (type 1), input 0 or that of a source override (type 2).
 *
 * Only entries with the flag Enabled count. "Online Capable" is for hot-plug: that
 * processor is not present.
 *
 * An entry shorter than its own two-byte head, or one that ends after the table, stops
 * the walk; earlier entries are kept.
 */
#pragma once

#include <stdbool.h>

#include "arch/firmware/acpi.h"
#include "arch/firmware/processors.h"

/* Finds the MADT and fills `out` from it. False if there is no usable MADT, or it
 * lists no usable processor: then `out` is meaningless. Does not identify the boot
 * processor. */
bool acpi_madt_read(const struct physical_view *memory, const struct acpi_root *root,
                    struct processors *out, struct line_sink *sink);

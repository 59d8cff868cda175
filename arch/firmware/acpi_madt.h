/*
 * The processors in ACPI's Multiple APIC Description Table (ACPI 6.5, 5.2.12; signature
 * "APIC"): local APIC entries (type 0), local x2APIC entries (type 9), and the override
 * of the local APIC's address (type 5). And where IRQ 0 comes to: the I/O APIC whose
 * interrupts are counted from 0 (type 1), by default at its input 0, or where a source
 * override says (type 2).
 *
 * Only entries with the flag Enabled count. "Online Capable" means that a processor could
 * be put in while the system runs: none is there.
 *
 * An entry shorter than its own two-byte head, or one that ends after the table, stops
 * the walk: what came before it is kept.
 */
#pragma once

#include <stdbool.h>

#include "arch/firmware/acpi.h"
#include "arch/firmware/processors.h"

/* Finds the MADT and fills `out` from it. False where there is no usable MADT, or it
 * lists no usable processor: then `out` means nothing. Does not know the boot processor.
 */
bool acpi_madt_read(const struct physical_view *memory, const struct acpi_root *root,
                    struct processors *out, struct line_sink *sink);

/*
 * The processors in Intel's MultiProcessor Specification 1.4, for machines without ACPI:
 * the floating pointer structure "_MP_" (4.1), the configuration table "PCMP" (4.2, 4.3),
 * and the default configurations 1 to 7 (chapter 5).
 *
 * The search covers the EBDA, the end of base memory according to the BIOS, the end of
 * 640 K, and 0xE0000-0xFFFFF. A structure with a wrong checksum, revision or table is
 * logged, and the search continues behind it.
 *
 * Also the input of IRQ 0: on the first usable I/O APIC, the input in the interrupt entry
 * of IRQ 0 of an ISA or EISA bus.
 *
 * A processor counts only if its EN bit is set, and only if its local APIC is not an
 * 82489DX (version 0x0n): lohilo does not drive those, and no CPU with PAE needs one.
 * Version 0 is a field that the BIOS has not filled in: it is logged and treated as 0x10,
 * as in Linux (generic_processor_info(), "fixing up to 0x10").
 */
#pragma once

#include <stdbool.h>

#include "arch/firmware/physical_view.h"
#include "arch/firmware/processors.h"
#include "lib/line.h"

/* False if there is no usable table, or it lists no usable processor: then `out` is
 * meaningless. Does not identify the boot processor, but records the one that the table
 * marks. */
bool mp_table_read(const struct physical_view *memory, struct processors *out,
                   struct line_sink *sink);

/*
 * The processors by Intel's MultiProcessor Specification 1.4, for machines without ACPI:
 * the floating pointer structure "_MP_" (4.1), the configuration table "PCMP" (4.2, 4.3),
 * and the default configurations 1 to 7 (chapter 5).
 *
 * Looked for in the EBDA, the end of base memory by the BIOS's own word, the end of 640
 * K, and 0xE0000-0xFFFFF. A structure whose checksum, revision or table is wrong is said,
 * and the search goes on behind it.
 *
 * And where IRQ 0 comes to: the first usable I/O APIC, at the input that the interrupt entry
 * of IRQ 0 of an ISA or EISA bus says.
 *
 * A processor counts only if its EN bit is set, and only if its local APIC is not an
 * 82489DX (version 0x0n): lohilo does not drive those, and no CPU with PAE needs one. Version 0
 * is no version but a field that the BIOS has not filled in: it is said, and taken as 0x10, as
 * Linux takes it (generic_processor_info(), "fixing up to 0x10").
 */
#pragma once

#include <stdbool.h>

#include "arch/firmware/physical_view.h"
#include "arch/firmware/processors.h"
#include "lib/line.h"

/* False where there is no usable table, or it lists no usable processor: then `out` means
 * nothing. Does not know the boot processor, but keeps which one the table calls so. */
bool mp_table_read(const struct physical_view *memory, struct processors *out,
                   struct line_sink *sink);

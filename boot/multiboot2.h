/*
 * Boot information of Multiboot 2 (specification 2.0, 3.6), from GRUB. It alone hands
 * over the ACPI root pointer under UEFI, where there is nothing to scan.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/physical_view.h"
#include "kernel/boot_info.h"
#include "lib/line.h"

/* What EAX holds at the entry. */
#define MULTIBOOT2_BOOTED 0x36D76289u

/*
 * Fills `out` from the information at `address`, which is what EBX holds at the entry.
 * Nothing there is trusted; what is impossible is said and passed over, and of two tags
 * for the same thing the first one counts. False, with `out` empty but for the protocol,
 * where the whole of it, by its own size, cannot be read.
 */
bool multiboot2_parse(const struct physical_view *memory, uint32_t address,
                      struct boot_info *out, struct line_sink *sink);

/*
 * Boot information of Multiboot 2 (specification 2.0, 3.6), from GRUB. Only this protocol
 * passes the ACPI root pointer under UEFI, where there is nothing to scan.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/physical_view.h"
#include "kernel/machine/boot_info.h"
#include "lib/line.h"

/* The value of EAX at entry. */
#define MULTIBOOT2_BOOTED 0x36D76289u

/*
 * Fills `out` from the information at `address`, the value of EBX at entry. Trusts
 * nothing there; logs and skips impossible values; the first of two tags of one kind
 * counts. False, with `out` empty except for the protocol, if the information, by its own
 * size, cannot be read completely.
 */
bool multiboot2_parse(const struct physical_view *memory, uint32_t address,
                      struct boot_info *out, struct line_sink *sink);

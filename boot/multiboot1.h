/*
 * Boot information of Multiboot 1 (specification 0.6.96, 3.3), from QEMU's -kernel, GRUB
 * and mboot.c32.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/physical_view.h"
#include "kernel/boot_info.h"
#include "lib/line.h"

/* What EAX holds at the entry. */
#define MULTIBOOT1_BOOTED 0x2BADB002u

/*
 * Fills `out` from the information at `address`, which is what EBX holds at the entry.
 * Nothing there is trusted; what is impossible is said and passed over. False, with `out`
 * empty but for the protocol, where not even its flags can be read.
 */
bool multiboot1_parse(const struct physical_view *memory, uint32_t address,
                      struct boot_info *out, struct line_sink *sink);

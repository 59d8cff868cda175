/*
 * Boot information of Multiboot 1 (specification 0.6.96, 3.3), from QEMU's -kernel, GRUB
 * and mboot.c32.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/physical_view.h"
#include "kernel/machine/boot_info.h"
#include "lib/line.h"

/* The value of EAX at entry. */
#define MULTIBOOT1_BOOTED 0x2BADB002u

/*
 * Fills `out` from the information at `address`, the value of EBX at entry. Trusts
 * nothing there; logs and skips impossible values. False, with `out` empty except for the
 * protocol, if even its flags cannot be read.
 */
bool multiboot1_parse(const struct physical_view *memory, uint32_t address,
                      struct boot_info *out, struct line_sink *sink);

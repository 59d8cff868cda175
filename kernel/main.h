/* The kernel proper, after boot code has converted the boot loader's information. */
#pragma once

#include "arch/firmware/physical_view.h"
#include "kernel/machine/boot_info.h"

/* Sets up the boot processor's descriptors and traps: from here on faults are reported.
 * Call it first. */
void kernel_early(void);
/* `memory`: the first 4 GiB, readable while paging is off. */
_Noreturn void kernel_main(const struct boot_info *boot,
                           const struct physical_view *memory);

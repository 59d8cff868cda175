/* The kernel proper, once a boot loader's information has been made one of its own. */
#pragma once

#include "arch/firmware/physical_view.h"
#include "kernel/boot_info.h"

/* The boot processor's descriptors and traps: from here on a fault is reported. First of
 * all. */
void kernel_early(void);
/* `memory`: all of the first 4 GiB, readable while paging is off. */
_Noreturn void kernel_main(const struct boot_info *boot, const struct physical_view *memory);

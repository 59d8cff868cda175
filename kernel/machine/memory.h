/* From a memory map to a running address space. */
#pragma once

#include "kernel/machine/machine.h"

/* Sets up frames and page tables, turns paging on, maps the screen, tries RAM above 4
 * GiB. Panics if memory is short. If paging cannot be turned on, returns the reason for
 * the verdict; otherwise NULL. */
const char *memory_start(const struct machine *machine);

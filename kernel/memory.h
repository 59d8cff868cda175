/* From a memory map to a running address space. */
#pragma once

#include "kernel/machine.h"

/* Frames, page tables, paging on, the screen mapped, RAM above 4 GiB tried. Panics where that
 * cannot be done. */
void memory_start(const struct machine *machine);

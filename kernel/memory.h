/* From a memory map to a running address space. */
#pragma once

#include "kernel/machine.h"

/* Frames, page tables, paging on, the screen mapped, RAM above 4 GiB tried. Panics where
 * there is no memory for it. Where paging does not go on: what was refused, and by whom,
 * for the verdict; else NULL. */
const char *memory_start(const struct machine *machine);

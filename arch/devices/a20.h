/*
 * Gate A20: while it is disabled, odd megabytes alias even ones. Multiboot requires the
 * loader to enable it (Multiboot 0.6.96, 3.2); a disabled one explains a machine that
 * crashes at once.
 */
#pragma once

#include <stdbool.h>

/* Whether the gate is enabled. Writes to 0x500, looks 1 MiB above it, and restores 0x500.
 * Call it with paging off and while these bytes are unused. */
bool a20_open(void);

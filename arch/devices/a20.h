/*
 * Gate A20: with it shut, every odd megabyte is the even one below it. Multiboot has the
 * loader open it (Multiboot 0.6.96, 3.2); a shut one explains a machine that dies at once.
 */
#pragma once

#include <stdbool.h>

/* Whether the gate is open. Looks at 0x500 and 1 MiB above it, and leaves both as they were;
 * to be called with paging off and when nothing needs these bytes. */
bool a20_open(void);

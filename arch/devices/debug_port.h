/*
 * Port 0xE9: a byte written there appears in the log of Bochs (port_e9_hack) and of QEMU
 * (-device isa-debugcon). Real machines do not have it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the port exists: it reads as its own number. */
bool debug_port_present(void);

/* An output of the log, for a port that is present. No context: NULL. */
void debug_port_write(void *context, const char *bytes, size_t length, uint32_t *sent);

/*
 * The keyboard behind an i8042 controller, polled (IBM PC/AT; ports 0x60 and 0x64).
 * lohilo sends nothing to it and never waits: without a controller a poll is one read of
 * a port. Firmware that emulates one for a USB keyboard handles each read in system
 * management mode, with every CPU stopped: so polls must be rare, and never happen during
 * a measurement.
 */
#pragma once

#include <stdint.h>

/* A byte from the keyboard (scan code set 1, unless the firmware has chosen another), or
 * -1 for none. Drops a mouse's bytes. A controller that sends KEYBOARD_FLOOD bytes
 * without a pause is broken, and is not read again. */
enum { KEYBOARD_FLOOD = 1024 };
int keyboard_read(void);

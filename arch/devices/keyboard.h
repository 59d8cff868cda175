/*
 * The keyboard behind an i8042 controller, polled (IBM PC/AT; ports 0x60 and 0x64). Nothing
 * is sent to it, and nothing waited for: without a controller a poll is one read of a port.
 * Firmware that imitates one for a USB keyboard takes each of these reads for itself, in
 * system management mode, with every CPU stopped: so not often, and never while something
 * is measured.
 */
#pragma once

#include <stdint.h>

/* A byte from the keyboard (scan code set 1, unless the firmware has chosen another), or
 * -1 for none. A mouse's bytes are swallowed. A controller that gives KEYBOARD_FLOOD bytes
 * without an end is none, and is not asked again. */
enum { KEYBOARD_FLOOD = 1024 };
int keyboard_read(void);

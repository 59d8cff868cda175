/*
 * Whether there is an EGA text screen: a machine booted by UEFI, or without a display,
 * may have anything at 0xB8000, and text written there is invisible.
 */
#pragma once

#include <stdbool.h>

#include "arch/firmware/physical_view.h"

/*
 * Checks the BIOS data area (IBM PC/AT, 0x449 mode, 0x44A columns, 0x463 port of the
 * CRTC): NULL for a colour text mode of 80 columns, else a text for the log with the
 * actual mode. Pure. For machines whose loader does not describe the screen.
 */
const char *screen_text_not_set(const struct physical_view *memory);

/*
 * Checks the hardware: the CRTC's cursor address, and then the first cell, must keep a
 * written value; both are restored. NULL if they do, else the reason. Does not touch the
 * memory without a CRTC. Paging must be off.
 */
const char *screen_text_not_there(void);

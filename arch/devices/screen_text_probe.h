/*
 * Whether there is an EGA text screen: a machine booted by UEFI, or one without a display,
 * may have anything at 0xB8000, and what is written there is seen by nobody.
 */
#pragma once

#include <stdbool.h>

#include "arch/firmware/physical_view.h"

/*
 * What the BIOS left in its data area (IBM PC/AT, 0x449 mode, 0x44A columns, 0x463 port of the
 * CRTC): NULL where that is a colour text mode of 80 columns, else what it is instead, for the
 * log. Pure. For machines whose loader says nothing of the screen.
 */
const char *screen_text_not_set(const struct physical_view *memory);

/*
 * Asks the hardware: the CRTC's cursor address, and then the first cell, each keep what is
 * written, which is put back. NULL where both do, else what does not. The memory is not touched
 * where there is no CRTC. Paging must be off.
 */
const char *screen_text_not_there(void);

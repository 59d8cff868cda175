/*
 * lohilo's own font: printable ASCII, 8 by 16 pixels a character, thin strokes. For pixel
 * screens (arch/devices/framebuffer.h). Pure.
 */
#pragma once

#include <stdint.h>

#include "lib/compiler.h"

enum { FONT_WIDTH = 8, FONT_HEIGHT = 16, FONT_FIRST = ' ', FONT_LAST = '~' };

/* One row of a character's cell, 0 (top) to FONT_HEIGHT - 1: bit 7 is its leftmost pixel.
 * Characters not in the font are an empty box. */
uint8_t font_row(uint8_t character, unsigned row);

/*
 * EGA text memory as a device for arch/devices/screen.h: 80 by 25 words, the character in
 * the low byte and its attribute above (IBM EGA; physical address 0xB8000). Pure, except
 * screen_text_hide_cursor(): the cells may be any array.
 */
#pragma once

#include <stdint.h>

enum { SCREEN_TEXT_PHYSICAL = 0xB8000, SCREEN_TEXT_PAGES = 1 };

struct screen_text {
    volatile uint16_t *cells; /* SCREEN_ROWS rows of SCREEN_COLUMNS */
};

/* A screen_draw; the device is the struct screen_text. */
void screen_text_draw(void *device, unsigned row, unsigned column, uint16_t cell);

/* Turns the blinking cursor off (CRTC register 0x0A bit 5). */
void screen_text_hide_cursor(void);

/*
 * The EGA text screen: 80 by 25 cells of a character and a colour (IBM EGA; physical
 * address 0xB8000). The log scrolls above; a verdict stands below it, steady, in colour.
 * Pure but for screen_hide_cursor(): the cells may be any array.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    SCREEN_COLUMNS = 80,
    SCREEN_ROWS = 25,
    SCREEN_VERDICT_ROWS = 3, /* a band of colour with the text in its middle row */
    SCREEN_PHYSICAL = 0xB8000,
    SCREEN_BYTES = SCREEN_COLUMNS * SCREEN_ROWS * 2,
};

/* Attribute bytes: background in bits 6:4, foreground in 3:0. Bit 7 would blink. */
enum screen_colour {
    SCREEN_PLAIN = 0x07,  /* grey on black */
    SCREEN_GREEN = 0x2F,  /* white on green */
    SCREEN_RED = 0x4F,    /* white on red */
    SCREEN_YELLOW = 0x60, /* black on brown, which is EGA's dark yellow */
    SCREEN_BLUE = 0x1F,   /* white on blue */
};

struct screen {
    volatile uint16_t *cells; /* SCREEN_ROWS rows of SCREEN_COLUMNS */
    unsigned row, column;     /* where the next character goes */
    unsigned rows;            /* that scroll: fewer once there is a verdict */
    /* What the cells show. Reading video memory is slow, and writing what is there
     * already is wasted: a scrolled line touches only the cells that differ. */
    uint16_t shadow[SCREEN_ROWS * SCREEN_COLUMNS];
};

/* Clears the screen. `cells` is where SCREEN_PHYSICAL is mapped. */
void screen_open(struct screen *screen, volatile uint16_t *cells);

/* An output of the log; the context is the struct screen. Wraps at 80 columns (80
 * characters and a newline are one row, not two), scrolls, ignores CR, shows what is not
 * ASCII as '?' and other control characters not at all. */
void screen_write(void *context, const char *bytes, size_t length);

/* One big line at the bottom, spaced out where it fits, cut where it does not. A further
 * call replaces it. The log goes on scrolling above. */
void screen_verdict(struct screen *screen, const char *text, enum screen_colour colour);

/* Turns the blinking cursor off (CRTC register 0x0A bit 5). */
void screen_hide_cursor(void);

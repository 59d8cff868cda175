/*
 * The screen: 80 by 25 cells of a character and a colour. The log scrolls in the middle;
 * rows above it can be reserved for a status, and rows below it for a verdict in colour.
 * Pure: a device draws the cells, EGA text memory (arch/devices/screen_text.h) or pixels
 * (arch/devices/framebuffer.h).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    SCREEN_COLUMNS = 80,
    SCREEN_ROWS = 25,
    SCREEN_STATUS_ROWS_MAX = 9,
    SCREEN_VERDICT_ROWS_MAX = 14, /* two are left for the log */
};

/* Like EGA's attribute bytes: background in bits 6:4, foreground in 3:0. Bit 7 would
 * blink. */
enum screen_colour {
    SCREEN_PLAIN = 0x07,  /* grey on black */
    SCREEN_BRIGHT = 0x0F, /* white on black */
    SCREEN_GREEN = 0x2F,  /* white on green */
    SCREEN_RED = 0x4F,    /* white on red */
    SCREEN_YELLOW = 0x60, /* black on brown, which is EGA's dark yellow */
    SCREEN_BLUE = 0x1F,   /* white on blue */
};

/* Draws one cell: the character in bits 7:0, its colour above. Called only for a cell
 * that changes. */
typedef void screen_draw(void *device, unsigned row, unsigned column, uint16_t cell);

struct screen {
    screen_draw *draw;
    void *device;
    unsigned row, column; /* where the log's next character goes */
    unsigned first, end;  /* the log's rows; end exclusive */
    /* The current contents of the cells. Reading video memory is slow, so only cells that
     * differ are written, also when a line scrolls. */
    uint16_t shadow[SCREEN_ROWS * SCREEN_COLUMNS];
};

/* Clears the screen; all rows belong to the log. */
void screen_open(struct screen *screen, screen_draw *draw, void *device);

/* Draws every cell again, after the device was cleared or became reachable. */
void screen_redraw(struct screen *screen);

/* An output of the log; the context is the struct screen. Wraps at 80 columns (80
 * characters and a newline are one row, not two), scrolls, ignores CR, shows non-ASCII as
 * '?' and drops other control characters. */
void screen_write(void *context, const char *bytes, size_t length);

/* Reserves the first `rows` rows, at most SCREEN_STATUS_ROWS_MAX, for a status, or
 * returns them to the log; they become empty. The newest lines of the log stay, below. */
void screen_reserve_status(struct screen *screen, unsigned rows);

/* Sets one cell; non-ASCII is shown as '?'. Ignored outside the screen. In the log's rows
 * it scrolls away with them. */
void screen_put(struct screen *screen, unsigned row, unsigned column, char character,
                uint8_t colour);

/* Text from one cell on, cut at the end of the row. The rest of the row stays. */
void screen_put_text(struct screen *screen, unsigned row, unsigned column,
                     const char *text, uint8_t colour);

/* The same at the bottom, for a verdict, at most SCREEN_VERDICT_ROWS_MAX: blank rows of
 * that colour. The log continues to scroll above. */
void screen_reserve_verdict(struct screen *screen, unsigned rows, uint8_t colour);

/* For the log's rows after they showed older lines (screen_put), while no output may be
 * written: the log starts again, empty. */
void screen_clear_log(struct screen *screen);

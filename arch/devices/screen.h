/*
 * The screen: 80 by 25 cells of a character and a colour. In the middle the log scrolls;
 * rows above it may be taken for a status, and a verdict stands below it, steady, in colour.
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

/* As EGA's attribute bytes: background in bits 6:4, foreground in 3:0. Bit 7 would blink. */
enum screen_colour {
    SCREEN_PLAIN = 0x07,  /* grey on black */
    SCREEN_BRIGHT = 0x0F, /* white on black */
    SCREEN_GREEN = 0x2F,  /* white on green */
    SCREEN_RED = 0x4F,    /* white on red */
    SCREEN_YELLOW = 0x60, /* black on brown, which is EGA's dark yellow */
    SCREEN_BLUE = 0x1F,   /* white on blue */
};

/* Shows one cell: the character in bits 7:0, its colour above. Only for a cell that
 * changes. */
typedef void screen_draw(void *device, unsigned row, unsigned column, uint16_t cell);

struct screen {
    screen_draw *draw;
    void *device;
    unsigned row, column; /* where the log's next character goes */
    unsigned first, end;  /* the log's rows; end exclusive */
    /* What the cells show. Reading video memory is slow, and writing what is there
     * already is wasted: a scrolled line touches only the cells that differ. */
    uint16_t shadow[SCREEN_ROWS * SCREEN_COLUMNS];
};

/* Clears the screen; all rows are the log's. */
void screen_open(struct screen *screen, screen_draw *draw, void *device);

/* Draws every cell again: the device was cleared, or could not be reached till now. */
void screen_redraw(struct screen *screen);

/* An output of the log; the context is the struct screen. Wraps at 80 columns (80
 * characters and a newline are one row, not two), scrolls, ignores CR, shows what is not
 * ASCII as '?' and other control characters not at all. */
void screen_write(void *context, const char *bytes, size_t length);

/* Takes the first `rows` rows, at most SCREEN_STATUS_ROWS_MAX, from the log, or gives them
 * back; they are empty then. The newest lines of the log stay, below. */
void screen_reserve_status(struct screen *screen, unsigned rows);

/* One cell, anywhere; also what is not ASCII is shown, as '?'. Outside the screen: ignored.
 * In the log's rows it scrolls away with them. */
void screen_put(struct screen *screen, unsigned row, unsigned column, char character,
                uint8_t colour);

/* Text from one cell on, cut at the end of the row. The rest of the row stays. */
void screen_put_text(struct screen *screen, unsigned row, unsigned column, const char *text,
                     uint8_t colour);

/* The same at the bottom, for a verdict, at most SCREEN_VERDICT_ROWS_MAX: blank rows of
 * that colour. The log goes on scrolling above. */
void screen_reserve_verdict(struct screen *screen, unsigned rows, uint8_t colour);

/* The rows in between show older lines of the log for a while (screen_put), and what comes
 * meanwhile must not be written: after that, a log that begins again with nothing. */
void screen_clear_log(struct screen *screen);

#include "arch/screen.h"

#include <stdbool.h>

#include "arch/instructions.h"
#include "lib/string.h"

enum { CRTC_INDEX = 0x3D4, CRTC_DATA = 0x3D5, CRTC_CURSOR_START = 0x0A };
#define CURSOR_OFF 0x20

static uint16_t cell(char character, enum screen_colour colour)
{
    return (uint16_t)((unsigned)colour << 8 | (uint8_t)character);
}

static void put(struct screen *screen, unsigned row, unsigned column, uint16_t value)
{
    unsigned at = row * SCREEN_COLUMNS + column;

    if (screen->shadow[at] == value)
        return;
    screen->shadow[at] = value;
    screen->cells[at] = value;
}

static void blank(struct screen *screen, unsigned row, enum screen_colour colour)
{
    for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
        put(screen, row, column, cell(' ', colour));
}

void screen_open(struct screen *screen, volatile uint16_t *cells)
{
    screen->cells = cells;
    screen->row = screen->column = 0;
    screen->rows = SCREEN_ROWS;
    for (unsigned i = 0; i < ARRAY_SIZE(screen->shadow); i++)
        screen->shadow[i] = cells[i] = cell(' ', SCREEN_PLAIN);
}

static void scroll(struct screen *screen)
{
    for (unsigned row = 1; row < screen->rows; row++)
        for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
            put(screen, row - 1, column, screen->shadow[row * SCREEN_COLUMNS + column]);
    blank(screen, screen->rows - 1, SCREEN_PLAIN);
}

/* A row below the last one is only made when something needs it: 25 lines fill 25
 * rows. */
static void make_row(struct screen *screen)
{
    if (screen->row < screen->rows)
        return;
    scroll(screen);
    screen->row = screen->rows - 1;
}

static void put_character(struct screen *screen, char character)
{
    if (character == '\n') {
        make_row(screen);
        screen->column = 0;
        screen->row++;
        return;
    }
    if ((uint8_t)character < ' ' || character == 0x7F)
        return;
    if (screen->column == SCREEN_COLUMNS) {
        screen->column = 0;
        screen->row++;
    }
    make_row(screen);
    put(screen, screen->row, screen->column++,
        cell((uint8_t)character > 0x7F ? '?' : character, SCREEN_PLAIN));
}

void screen_write(void *context, const char *bytes, size_t length)
{
    struct screen *screen = context;

    for (size_t i = 0; i < length; i++)
        put_character(screen, bytes[i]);
}

/* Frees the rows of the verdict, keeping the newest lines of the log. */
static void shrink(struct screen *screen)
{
    unsigned rows = SCREEN_ROWS - SCREEN_VERDICT_ROWS;

    if (screen->rows == rows)
        return;
    while (screen->row > rows) {
        scroll(screen);
        screen->row--;
    }
    if (screen->row == rows && screen->column > 0) {
        scroll(screen);
        screen->row--;
    }
    screen->rows = rows;
}

void screen_verdict(struct screen *screen, const char *text, enum screen_colour colour)
{
    size_t length = strnlen(text, SCREEN_COLUMNS);
    unsigned step = length * 2 <= SCREEN_COLUMNS ? 2 : 1;
    unsigned middle = SCREEN_ROWS - SCREEN_VERDICT_ROWS / 2 - 1;
    unsigned column = (unsigned)(SCREEN_COLUMNS - length * step) / 2;

    shrink(screen);
    for (unsigned row = SCREEN_ROWS - SCREEN_VERDICT_ROWS; row < SCREEN_ROWS; row++)
        blank(screen, row, colour);
    for (size_t i = 0; i < length; i++, column += step)
        put(screen, middle, column, cell(text[i], colour));
}

void screen_hide_cursor(void)
{
    outb(CRTC_INDEX, CRTC_CURSOR_START);
    outb(CRTC_DATA, CURSOR_OFF);
}

#include "arch/devices/screen.h"

#include "lib/compiler.h"

static uint16_t cell(char character, uint8_t colour)
{
    uint8_t shown = (uint8_t)character;

    if (shown < ' ' || shown >= 0x7F)
        shown = '?';
    return (uint16_t)((unsigned)colour << 8 | shown);
}

static void put(struct screen *screen, unsigned row, unsigned column, uint16_t value)
{
    unsigned at = row * SCREEN_COLUMNS + column;

    if (screen->shadow[at] == value)
        return;
    screen->shadow[at] = value;
    screen->draw(screen->device, row, column, value);
}

static void blank(struct screen *screen, unsigned row, uint8_t colour)
{
    for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
        put(screen, row, column, cell(' ', colour));
}

static void copy_row(struct screen *screen, unsigned to, unsigned from)
{
    for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
        put(screen, to, column, screen->shadow[from * SCREEN_COLUMNS + column]);
}

void screen_redraw(struct screen *screen)
{
    for (unsigned row = 0; row < SCREEN_ROWS; row++)
        for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
            screen->draw(screen->device, row, column,
                         screen->shadow[row * SCREEN_COLUMNS + column]);
}

void screen_open(struct screen *screen, screen_draw *draw, void *device)
{
    screen->draw = draw;
    screen->device = device;
    screen->row = screen->column = 0;
    screen->first = 0;
    screen->end = SCREEN_ROWS;
    for (unsigned i = 0; i < ARRAY_SIZE(screen->shadow); i++)
        screen->shadow[i] = cell(' ', SCREEN_PLAIN);
    screen_redraw(screen);
}

static void scroll(struct screen *screen)
{
    for (unsigned row = screen->first + 1; row < screen->end; row++)
        copy_row(screen, row - 1, row);
    blank(screen, screen->end - 1, SCREEN_PLAIN);
}

/* Makes a row below the last one only when it is needed: 25 lines fill 25 rows. */
static void make_row(struct screen *screen)
{
    if (screen->row < screen->end)
        return;
    scroll(screen);
    screen->row = screen->end - 1;
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
    put(screen, screen->row, screen->column++, cell(character, SCREEN_PLAIN));
}

void screen_write(void *context, const char *bytes, size_t length)
{
    struct screen *screen = context;

    for (size_t i = 0; i < length; i++)
        put_character(screen, bytes[i]);
}

static void blank_rows(struct screen *screen, unsigned first, unsigned end)
{
    for (unsigned row = first; row < end; row++)
        blank(screen, row, SCREEN_PLAIN);
}

/* Moves the log to other rows, with its newest lines. */
static void move_log(struct screen *screen, unsigned first, unsigned end)
{
    unsigned used = screen->row - screen->first + (screen->column > 0);
    unsigned kept = used < end - first ? used : end - first;
    unsigned from = screen->first + used - kept;

    if (first == screen->first && end == screen->end)
        return;
    /* Copies in the direction that overwrites no row before it is copied. */
    for (unsigned i = 0; i < kept; i++) {
        unsigned line = first <= from ? i : kept - 1 - i;
        copy_row(screen, first + line, from + line);
    }
    blank_rows(screen, screen->first, first);
    blank_rows(screen, first + kept, end > screen->end ? end : screen->end);
    screen->row = first + kept - (screen->column > 0);
    screen->first = first;
    screen->end = end;
}

void screen_reserve_status(struct screen *screen, unsigned rows)
{
    if (rows > SCREEN_STATUS_ROWS_MAX)
        rows = SCREEN_STATUS_ROWS_MAX;
    move_log(screen, rows, screen->end);
}

void screen_put(struct screen *screen, unsigned row, unsigned column, char character,
                uint8_t colour)
{
    if (row < SCREEN_ROWS && column < SCREEN_COLUMNS)
        put(screen, row, column, cell(character, colour));
}

void screen_put_text(struct screen *screen, unsigned row, unsigned column,
                     const char *text, uint8_t colour)
{
    for (; *text && column < SCREEN_COLUMNS; text++, column++)
        screen_put(screen, row, column, *text, colour);
}

void screen_reserve_verdict(struct screen *screen, unsigned rows, uint8_t colour)
{
    if (rows > SCREEN_VERDICT_ROWS_MAX)
        rows = SCREEN_VERDICT_ROWS_MAX;
    move_log(screen, screen->first, SCREEN_ROWS - rows);
    for (unsigned row = SCREEN_ROWS - rows; row < SCREEN_ROWS; row++)
        blank(screen, row, colour);
}

void screen_clear_log(struct screen *screen)
{
    blank_rows(screen, screen->first, screen->end);
    screen->row = screen->first;
    screen->column = 0;
}

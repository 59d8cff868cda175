#include "kernel/screen/verdict_page.h"

#include "lib/compiler.h"
#include "lib/string.h"

enum {
    LETTER_ROWS = 5,
    LETTER_COLUMNS = 5,
    FIRST_LETTER_ROW = 1,
    FIRST_REASON_ROW = 7,
    REASON_ROWS_MIN = 3,
    MARGIN = 2,
    REASON_COLUMNS = SCREEN_COLUMNS - 2 * MARGIN,
};

/* A pixel is a blank with this background: grey is the brightest that does not blink. */
#define PIXEL 0x70

_Static_assert(VERDICT_ROWS_MAX == FIRST_REASON_ROW + VERDICT_REASON_ROWS_MAX + 1 &&
                   VERDICT_ROWS_MAX <= (int)SCREEN_VERDICT_ROWS_MAX,
               "the letters, the reason, and a blank row below");

/* The letters of the four words, one row of pixels per byte, leftmost in bit 4. */
static const struct {
    char letter;
    uint8_t row[LETTER_ROWS];
} letters[] = {
    { 'A', { 0x0E, 0x11, 0x1F, 0x11, 0x11 } }, { 'C', { 0x0F, 0x10, 0x10, 0x10, 0x0F } },
    { 'D', { 0x1E, 0x11, 0x11, 0x11, 0x1E } }, { 'E', { 0x1F, 0x10, 0x1E, 0x10, 0x1F } },
    { 'H', { 0x11, 0x11, 0x1F, 0x11, 0x11 } }, { 'I', { 0x0E, 0x04, 0x04, 0x04, 0x0E } },
    { 'L', { 0x10, 0x10, 0x10, 0x10, 0x1F } }, { 'N', { 0x11, 0x19, 0x15, 0x13, 0x11 } },
    { 'O', { 0x0E, 0x11, 0x11, 0x11, 0x0E } }, { 'R', { 0x1E, 0x11, 0x1E, 0x12, 0x11 } },
    { 'S', { 0x0F, 0x10, 0x0E, 0x01, 0x1E } }, { 'T', { 0x1F, 0x04, 0x04, 0x04, 0x04 } },
    { 'U', { 0x11, 0x11, 0x11, 0x11, 0x0E } }, { 'V', { 0x11, 0x11, 0x11, 0x0A, 0x04 } },
};

uint8_t verdict_colour(enum verdict verdict)
{
    static const uint8_t colours[] = {
        [VERDICT_HOLDS] = SCREEN_GREEN,
        [VERDICT_VIOLATED] = SCREEN_RED,
        [VERDICT_INCONCLUSIVE] = SCREEN_YELLOW,
        [VERDICT_ERROR] = SCREEN_BLUE,
    };
    return colours[verdict];
}

static void draw_letter(struct page *page, const uint8_t rows[LETTER_ROWS],
                        unsigned column, unsigned width)
{
    for (unsigned row = 0; row < LETTER_ROWS; row++)
        for (unsigned x = 0; x < LETTER_COLUMNS * width; x++)
            if (rows[row] >> (LETTER_COLUMNS - 1 - x / width) & 1)
                page_text(page, FIRST_LETTER_ROW + row, column + x, " ", PIXEL);
}

/* Cells are twice as high as wide, so pixels are two cells wide if that fits. */
static void draw_word(struct page *page, const char *word)
{
    unsigned length = (unsigned)strlen(word);
    unsigned width = length * (LETTER_COLUMNS + 1) * 2 <= SCREEN_COLUMNS ? 2 : 1;
    unsigned step = (LETTER_COLUMNS + 1) * width;
    unsigned column = (SCREEN_COLUMNS - (length * step - width)) / 2;

    for (; *word; word++, column += step)
        for (unsigned i = 0; i < ARRAY_SIZE(letters); i++)
            if (letters[i].letter == *word)
                draw_letter(page, letters[i].row, column, width);
}

/* How much of the text fits into a row: up to the last blank, if there is one. */
static size_t fitting(const char *text)
{
    size_t length = strnlen(text, REASON_COLUMNS + 1), cut = REASON_COLUMNS;

    if (length <= REASON_COLUMNS)
        return length;
    while (cut > REASON_COLUMNS / 2 && text[cut] != ' ')
        cut--;
    return cut > REASON_COLUMNS / 2 ? cut : REASON_COLUMNS;
}

/* The beginning of the next row's text. */
static const char *after_row(const char *text)
{
    text += fitting(text);
    while (*text == ' ')
        text++;
    return text;
}

static unsigned rows_of(const char *reason)
{
    unsigned rows = 0;

    for (; *reason && rows < VERDICT_REASON_ROWS_MAX; rows++)
        reason = after_row(reason);
    return rows < REASON_ROWS_MIN ? REASON_ROWS_MIN : rows;
}

static void draw_reason(struct page *page, const char *reason, uint8_t colour)
{
    for (unsigned row = 0; row < VERDICT_REASON_ROWS_MAX && *reason; row++) {
        char text[REASON_COLUMNS + 1];
        size_t length = fitting(reason);
        memcpy(text, reason, length);
        text[length] = '\0';
        reason = after_row(reason);
        if (row + 1 == VERDICT_REASON_ROWS_MAX && *reason)
            memcpy(text + (length < 3 ? 0 : length - 3), "...", 4);
        page_text(page, FIRST_REASON_ROW + row, MARGIN, text, colour);
    }
}

void verdict_draw(enum verdict verdict, const char *reason, struct page *page)
{
    uint8_t colour = verdict_colour(verdict);

    page_clear(page, FIRST_REASON_ROW + rows_of(reason) + 1, colour);
    draw_word(page, verdict_name(verdict));
    draw_reason(page, reason, colour);
}

#include "kernel/screen/page.h"

void page_clear(struct page *page, unsigned rows, uint8_t colour)
{
    page->rows = rows;
    for (unsigned row = 0; row < rows; row++) {
        for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
            page->cell[row][column].character = ' ';
        page_colour(page, row, colour);
    }
}

void page_text(struct page *page, unsigned row, unsigned column, const char *text,
               uint8_t colour)
{
    for (; *text && column < SCREEN_COLUMNS && row < page->rows; text++, column++) {
        page->cell[row][column].character = *text;
        page->cell[row][column].colour = colour;
    }
}

void page_colour(struct page *page, unsigned row, uint8_t colour)
{
    for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
        page->cell[row][column].colour = colour;
}

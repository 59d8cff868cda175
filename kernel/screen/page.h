/*
 * Cells of the screen, composed before they are shown. Code that draws into a page is
 * pure; the caller then writes only the cells that differ (arch/devices/screen.h).
 */
#pragma once

#include <stdint.h>

#include "arch/devices/screen.h"

struct page {
    unsigned rows;
    struct {
        char character;
        uint8_t colour;
    } cell[SCREEN_ROWS][SCREEN_COLUMNS];
};

/* `rows` rows of blanks. */
void page_clear(struct page *page, unsigned rows, uint8_t colour);
/* Text from a cell on, cut at the end of its row; `colour` applies to its cells only. */
void page_text(struct page *page, unsigned row, unsigned column, const char *text,
               uint8_t colour);
/* The whole row in another colour. */
void page_colour(struct page *page, unsigned row, uint8_t colour);

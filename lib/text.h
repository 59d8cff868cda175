/* A text put together piece by piece in a buffer of fixed size. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/compiler.h"

struct text {
    char *bytes; /* always ends in NUL */
    size_t size;
    size_t length; /* that the whole text has: it was cut where this is size or more */
};

/* Starts an empty text; size is at least 1. */
void text_start(struct text *text, char *bytes, size_t size);

/* Adds what lib/format.h makes of it, as much as fits. */
void text_add(struct text *text, const char *fmt, ...) __printf_like(2, 3);

/* Adds a piece if all of it fits and `spare` bytes are still free then; else adds nothing and
 * returns false. For lists that say how many they leave out. */
bool text_add_whole(struct text *text, const char *piece, size_t spare);

static inline bool text_fits(const struct text *text)
{
    return text->length < text->size;
}

/* Lets a text that was cut end in "...". size is at least 4. */
void text_cut_mark(struct text *text);

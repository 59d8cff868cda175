/* A text built piece by piece in a buffer of fixed size. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/compiler.h"

struct text {
    char *bytes; /* always ends in NUL */
    size_t size;
    size_t length; /* of the whole text: it was cut if this is size or more */
};

/* Starts an empty text; size is at least 1. */
void text_start(struct text *text, char *bytes, size_t size);

/* Adds formatted text (lib/format.h), as much as fits. */
void text_add(struct text *text, const char *fmt, ...) __printf_like(2, 3);

/* Adds a piece if all of it fits and leaves `spare` bytes free; otherwise adds nothing
 * and returns false. For lists that say how many entries they leave out. */
bool text_add_whole(struct text *text, const char *piece, size_t spare);

static inline bool text_fits(const struct text *text)
{
    return text->length < text->size;
}

/* Makes a text that was cut end in "...". size is at least 4. */
void text_cut_mark(struct text *text);

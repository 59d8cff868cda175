#include "lib/text.h"

#include <stdarg.h>

#include "lib/format.h"
#include "lib/string.h"

void text_start(struct text *text, char *bytes, size_t size)
{
    *text = (struct text){ .bytes = bytes, .size = size };
    bytes[0] = '\0';
}

void text_add(struct text *text, const char *fmt, ...)
{
    size_t used = text_fits(text) ? text->length : text->size - 1;
    va_list list;

    va_start(list, fmt);
    size_t added = format_list(text->bytes + used, text->size - used, fmt, list);
    va_end(list);
    text->length += added;
}

bool text_add_whole(struct text *text, const char *piece, size_t spare)
{
    if (text->length + strlen(piece) + spare >= text->size)
        return false;
    text_add(text, "%s", piece);
    return true;
}

void text_cut_mark(struct text *text)
{
    static const char cut[] = "...";

    if (!text_fits(text))
        memcpy(&text->bytes[text->size - sizeof(cut)], cut, sizeof(cut));
}

/*
 * A place to say one line of text. Rooms below kernel/ report through it, so that they need
 * not know the log: the kernel hands them the log's sink, a host test one that remembers.
 */
#pragma once

#include <stdarg.h>

#include "lib/compiler.h"

enum { LINE_MAX_LENGTH = 400 };

struct line_sink {
    /* text: one line, NUL-terminated, without an end-of-line, at most LINE_MAX_LENGTH. */
    void (*emit)(struct line_sink *self, const char *text);
};

/* Formats (lib/format.h) and emits one line; what is longer than LINE_MAX_LENGTH is cut and
 * ends in "...". A null sink is allowed and swallows the line. */
void line(struct line_sink *sink, const char *format, ...) __printf_like(2, 3);
void line_list(struct line_sink *sink, const char *format, va_list list);

/*
 * An output for one line of text. Folders below kernel/ report through it and need not
 * know the log: the kernel passes the log's sink, a host test one that records lines.
 */
#pragma once

#include <stdarg.h>

#include "lib/compiler.h"

enum { LINE_MAX_LENGTH = 400 };

struct line_sink {
    /* text: one line, NUL-terminated, without an end-of-line, at most LINE_MAX_LENGTH. */
    void (*emit)(struct line_sink *self, const char *text);
};

/* Formats (lib/format.h) and emits one line; longer lines than LINE_MAX_LENGTH are cut
 * and end in "...". A NULL sink drops the line. */
void line(struct line_sink *sink, const char *format, ...) __printf_like(2, 3);
void line_list(struct line_sink *sink, const char *format, va_list list);

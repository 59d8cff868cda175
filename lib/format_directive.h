/*
 * Parses one directive of a format, such as "%-8.3s", as described in lib/format.h. For
 * lib/format.c.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>

/* A wrapper: on some machines a va_list is an array, and cannot be passed on. */
struct format_arguments {
    va_list list;
};

enum format_length {
    LENGTH_CHAR,
    LENGTH_SHORT,
    LENGTH_INT,
    LENGTH_LONG,
    LENGTH_LONG_LONG,
    LENGTH_SIZE,
};

enum { FORMAT_NO_PRECISION = -1 };

struct format_directive {
    bool left, zero, plus, prefix; /* the flags - 0 + # */
    int width, precision;
    enum format_length length;
    char conversion;
};

/* Parses the text after a '%' up to and including the conversion, and moves *fmt behind
 * it; takes one argument for each `*`. The conversion is '\0' if the format ends before
 * it. */
struct format_directive format_directive_read(const char **fmt,
                                              struct format_arguments *args);

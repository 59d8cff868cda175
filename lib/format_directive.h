/*
 * One directive of a format, as "%-8.3s": what lib/format.h promises, taken apart. For
 * lib/format.c.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>

/* Wrapped: a va_list is an array on some machines, and cannot be passed on there. */
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

/* Reads what follows a '%', up to and with the conversion, and moves *fmt behind it; for each
 * `*` takes an argument. The conversion is '\0' where the format ends before it. */
struct format_directive format_directive_read(const char **fmt,
                                              struct format_arguments *args);

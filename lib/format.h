/*
 * Formatting, with the part of the C library's snprintf that the kernel uses.
 *
 *   %c %s %d %i %u %x %X %p %%     conversions
 *   hh h l ll z                    lengths of an integer
 *   0 - + # and a width            flags, `*` allowed for the width
 *   .precision                     most bytes of a %s (which then need not end in NUL),
 *                                  least digits of an integer; `*` allowed, negative: none
 *
 * Where it differs from the C library: %p is always 0x and all of a pointer's digits; a
 * null %s is "(null)"; widths and precisions of integers beyond FORMAT_WIDTH_MAX count as
 * that. A directive that is not listed is printed as it stands, and so is all of the
 * format after it: it is no longer known which argument belongs to what.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "lib/compiler.h"

enum { FORMAT_WIDTH_MAX = 512 };

/* Writes at most size bytes to out, the last one NUL (none where size is 0, and out may
 * then be NULL). Returns the length that all of the text has, without NUL: it was cut
 * where that is size or more. */
size_t format(char *out, size_t size, const char *fmt, ...) __printf_like(3, 4);
size_t format_list(char *out, size_t size, const char *fmt, va_list list);

/*
 * Formatting, with the part of the C library's snprintf that the kernel uses.
 *
 *   %c %s %d %i %u %x %X %p %%     conversions
 *   hh h l ll z                    lengths of an integer
 *   0 - + # and a width            flags, `*` allowed for the width
 *   .precision                     most bytes of a %s (which then need not end in NUL),
 *                                  least digits of an integer; `*` allowed, negative:
 *                                  none
 *
 * Differences from the C library: %p is always 0x and all of a pointer's digits; a null
 * %s is "(null)"; widths and precisions of integers beyond FORMAT_WIDTH_MAX are cut to
 * that. An unlisted directive and the rest of the format are printed unchanged, because
 * the remaining arguments can no longer be assigned.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "lib/compiler.h"

enum { FORMAT_WIDTH_MAX = 512 };

/* Writes at most size bytes to out, including a NUL (out may be NULL if size is 0).
 * Returns the length of the whole text, without NUL: the output was cut if that is size
 * or more. */
size_t format(char *out, size_t size, const char *fmt, ...) __printf_like(3, 4);
size_t format_list(char *out, size_t size, const char *fmt, va_list list);

/*
 * Bytes and strings. The first block has the C library's names and prototypes, because
 * the compiler itself calls some of them. A host test uses its own C library instead of
 * lib/string.c; this header agrees with <string.h>.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int value, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t limit);

static inline bool string_equal(const char *a, const char *b)
{
    size_t length = strlen(a);
    return strlen(b) == length && memcmp(a, b, length) == 0;
}

/* Whether the `length` bytes at `text` equal the string `s`; `text` needs no NUL. */
static inline bool string_is(const char *s, const char *text, size_t length)
{
    return strlen(s) == length && memcmp(s, text, length) == 0;
}

/* Copies as much of `src` as fits into `size` bytes at `dst`, always NUL-terminated
 * unless size is 0. Returns whether all of it fitted. */
static inline bool string_copy(char *dst, size_t size, const char *src)
{
    if (size == 0)
        return false;
    size_t length = strnlen(src, size);
    bool fits = length < size;
    if (!fits)
        length = size - 1;
    memcpy(dst, src, length);
    dst[length] = '\0';
    return fits;
}

/*
 * Uses string instructions, not loops: gcc replaces a copying loop by a call to memcpy,
 * which in memcpy itself never ends. They need a clear direction flag, which the ABI
 * guarantees; so copying backwards is a loop and never sets it.
 */
#include "lib/string.h"

#include <stdint.h>

#include "lib/compiler.h"

void *memcpy(void *dst, const void *src, size_t n)
{
    void *to = dst;
    size_t words = n / 4, rest = n % 4;

    __asm__ __volatile__("rep; movsl" : "+D"(to), "+S"(src), "+c"(words)::"memory");
    __asm__ __volatile__("rep; movsb" : "+D"(to), "+S"(src), "+c"(rest)::"memory");
    return dst;
}

void *memmove(void *dst, const void *src, size_t n)
{
    unsigned char *to = dst;
    const unsigned char *from = src;

    /* One comparison for "dst is not inside src": below src the difference wraps
     * around. */
    if ((uintptr_t)to - (uintptr_t)from >= n)
        return memcpy(dst, src, n);
    while (n > 0) {
        n--;
        to[n] = from[n];
        barrier();
    }
    return dst;
}

void *memset(void *dst, int value, size_t n)
{
    void *to = dst;
    size_t words = n / 4, rest = n % 4;
    uint32_t word = (unsigned char)value * 0x01010101u;

    __asm__ __volatile__("rep; stosl" : "+D"(to), "+c"(words) : "a"(word) : "memory");
    __asm__ __volatile__("rep; stosb" : "+D"(to), "+c"(rest) : "a"(word) : "memory");
    return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *left = a, *right = b;

    for (size_t i = 0; i < n; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

size_t strnlen(const char *s, size_t limit)
{
    size_t length = 0;

    while (length < limit && s[length] != '\0') {
        length++;
        barrier(); /* gcc 12 turns this loop, too, into a call: of strlen */
    }
    return length;
}

size_t strlen(const char *s)
{
    return strnlen(s, SIZE_MAX);
}

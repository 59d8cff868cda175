/*
 * lib/format.c against the host's snprintf, in every size of buffer. If one of these
 * fails, a log shows wrong values, or formatting overflows its buffer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "lib/format.h"

/* The same text and length as snprintf's, and the same cut of it in every smaller buffer.
 * The buffers are on the heap, so that the sanitizer sees a byte too many. Not declared
 * printf-like, because some arguments are deliberately wider than their directives. */
static void check(const char *fmt, ...)
{
    char expected[2048];
    va_list list;

    va_start(list, fmt);
    size_t length = (size_t)vsnprintf(expected, sizeof(expected), fmt, list);
    va_end(list);
    for (size_t size = 0; size <= length + 1; size++) {
        char *got = malloc(size == 0 ? 1 : size);
        va_start(list, fmt);
        assert_int_equal(format_list(size == 0 ? NULL : got, size, fmt, list), length);
        va_end(list);
        if (size > 0) {
            assert_int_equal(got[size > length ? length : size - 1], '\0');
            assert_int_equal(strncmp(got, expected, size - 1), 0);
        }
        free(got);
    }
}

static void test_plain_text_and_strings(void **state)
{
    (void)state;
    check("nothing to do, 100%% of it");
    check("%s", "");
    check("[%s] [%8s] [%-8s] [%2s]", "abc", "abc", "abc", "abc");
    check("[%.2s] [%.0s] [%8.2s] [%-8.9s]", "abc", "abc", "abc", "abc");
    check("[%*s] [%*s] [%.*s] [%.*s]", 7, "abc", -7, "abc", 1, "abc", -1, "abc");
    check("[%c] [%5c] [%-5c]", 'a', 'b', 'c');
}

static void test_integers_of_every_length(void **state)
{
    static const long long values[] = {
        0,     1,      -1,        9,         10,         127,       -128,      255,
        65535, -32768, INT32_MAX, INT32_MIN, UINT32_MAX, INT64_MAX, INT64_MIN,
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
        long long v = values[i];
        check("%hhd %hd %d %ld %lld %zd", (signed char)v, (short)v, (int)v, (long)v, v,
              (ssize_t)v);
        check("%hhu %hu %u %lu %llu %zu", (unsigned char)v, (unsigned short)v,
              (unsigned int)v, (unsigned long)v, (unsigned long long)v, (size_t)v);
        check("%hhx %hX %x %lX %llx %zX", (unsigned char)v, (unsigned short)v,
              (unsigned int)v, (unsigned long)v, (unsigned long long)v, (size_t)v);
        check("%i", (int)v);
    }
}

/* Values wider than the directive: an argument read with the wrong width shifts all that
 * follow. */
static void test_arguments_stay_in_step(void **state)
{
    (void)state;
    check("%hhd %hhu %hd %hx %s", 300, 300, 70000, 0x12345, "end");
    check("%d %lld %s %u %llx %c", -1, -1ll, "x", 1u, ~0ull, 'y');
    check("%d %d %d %d %d %d %d %d %lld %d", 1, 2, 3, 4, 5, 6, 7, 8, 9ll, 10);
}

static const char *random_directive(char *bytes, size_t size, char conversion)
{
    static const char *const flags[] = { "", "0", "-", "-0", "+", "0+", "#", "0#", "-#" };
    static const char *const widths[] = { "", "1", "7", "12", "30" };
    static const char *const precisions[] = { "", "", ".0", ".", ".3", ".12", ".25" };
    /* + has no effect on an unsigned number, nor # on a decimal one */
    size_t flag = (size_t)rand() % (conversion == 'd' ? 6 : ARRAY_SIZE(flags));
    if (conversion != 'd' && (flag == 4 || flag == 5))
        flag = 1;
    if (conversion == 'u' && flag > 5)
        flag = 2;

    snprintf(bytes, size, "<%%%s%s%sll%c>", flags[flag], widths[rand() % 5],
             precisions[rand() % 7], conversion);
    return bytes;
}

static void test_flags_width_and_precision_together(void **state)
{
    static const char conversions[] = "duxX";
    char bytes[64];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        long long value = (long long)((uint64_t)rand() << 33 ^ (uint64_t)rand()) >>
                          rand() % 64;
        if (rand() % 8 == 0)
            value = 0;
        char conversion = conversions[rand() % 4];
        check(random_directive(bytes, sizeof(bytes), conversion), value);
    }
}

/* The documented differences from the C library. */
static void test_pointers_show_all_digits(void **state)
{
    const int digits = 2 * (int)sizeof(void *);
    char bytes[64], expected[64];

    (void)state;
    format(bytes, sizeof(bytes), "%p|%p", (void *)(uintptr_t)0xc0de, NULL);
    snprintf(expected, sizeof(expected), "0x%0*x|0x%0*x", digits, 0xc0deu, digits, 0u);
    assert_string_equal(bytes, expected);
    format(bytes, sizeof(bytes), "[%-20p] [%20p]", (void *)1, (void *)1);
    snprintf(expected, sizeof(expected), "[0x%0*x%*s] [%*s0x%0*x]", digits, 1u,
             18 - digits, "", 18 - digits, "", digits, 1u);
    assert_string_equal(bytes, expected);
}

/* Not declared printf-like: these formats are deliberately wrong. */
static size_t __noinline wrong(char *bytes, size_t size, const char *fmt, ...)
{
    va_list list;

    va_start(list, fmt);
    size_t length = format_list(bytes, size, fmt, list);
    va_end(list);
    return length;
}

static void check_unknown(const char *fmt, const char *expected)
{
    char bytes[64];
    char *copy = strdup(fmt); /* exact size: the sanitizer sees a read beyond */

    assert_int_equal(wrong(bytes, sizeof(bytes), copy, 7, 8, 9), strlen(expected));
    assert_string_equal(bytes, expected);
    free(copy);
}

/* A bad format must not read missing arguments or past its own end: in a panic message
 * that would be a second panic. */
static void test_unknown_directives_are_printed_as_they_stand(void **state)
{
    char bytes[8];

    (void)state;
    check_unknown("a%", "a%");
    check_unknown("%y %d", "%y %d");
    check_unknown("%d %n %d", "7 %n %d");
    check_unknown("%5", "%5");
    check_unknown("%5.", "%5.");
    check_unknown("%-0", "%-0");
    check_unknown("%ll", "%ll");
    check_unknown("%h", "%h");
    check_unknown("%hhhd", "%hhhd");
    check_unknown("%d%lf", "7%lf");
    assert_int_equal(wrong(bytes, sizeof(bytes), "%s", NULL), 6);
    assert_string_equal(bytes, "(null)");
}

/* A width from a damaged value would keep the log busy for minutes. */
static void test_widths_are_limited(void **state)
{
    char bytes[8];

    (void)state;
    assert_int_equal(wrong(bytes, sizeof(bytes), "%*d", INT32_MAX, 1), FORMAT_WIDTH_MAX);
    assert_int_equal(wrong(bytes, sizeof(bytes), "%*d", INT32_MIN, 1), FORMAT_WIDTH_MAX);
    assert_int_equal(wrong(bytes, sizeof(bytes), "%9999999999d", 1), FORMAT_WIDTH_MAX);
    assert_int_equal(wrong(bytes, sizeof(bytes), "%.*d", INT32_MAX, 1), FORMAT_WIDTH_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_text_and_strings),
        cmocka_unit_test(test_integers_of_every_length),
        cmocka_unit_test(test_arguments_stay_in_step),
        cmocka_unit_test(test_flags_width_and_precision_together),
        cmocka_unit_test(test_pointers_show_all_digits),
        cmocka_unit_test(test_unknown_directives_are_printed_as_they_stand),
        cmocka_unit_test(test_widths_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * lib/string.c, compiled under other names: the host's functions are the reference. If
 * one of these tests fails, the kernel copies or clears wrong bytes of page tables, logs
 * and firmware tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void *(*const host_memcpy)(void *, const void *, size_t) = memcpy;
static void *(*const host_memmove)(void *, const void *, size_t) = memmove;
static void *(*const host_memset)(void *, int, size_t) = memset;
static int (*const host_memcmp)(const void *, const void *, size_t) = memcmp;

#define memcpy kernel_memcpy
#define memmove kernel_memmove
#define memset kernel_memset
#define memcmp kernel_memcmp
#define strlen kernel_strlen
#define strnlen kernel_strnlen
#include "lib/string.c"

enum { SIZE = 64 };

static void fill(unsigned char *bytes)
{
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (unsigned char)rand();
}

/* Exactly the bytes of the copy change: every offset and length. */
static void test_copies_every_length_at_every_offset(void **state)
{
    unsigned char from[SIZE], to[SIZE], expected[SIZE];

    (void)state;
    for (size_t src = 0; src < 8; src++)
        for (size_t dst = 0; dst < 8; dst++)
            for (size_t n = 0; n <= SIZE - 8; n++) {
                fill(from);
                fill(to);
                host_memcpy(expected, to, SIZE);
                host_memcpy(expected + dst, from + src, n);
                assert_ptr_equal(kernel_memcpy(to + dst, from + src, n), to + dst);
                assert_int_equal(host_memcmp(to, expected, SIZE), 0);
            }
}

/* An overlapping move must not read bytes that it has already written: both
 * directions. */
static void test_moves_between_overlapping_places(void **state)
{
    unsigned char bytes[SIZE], expected[SIZE];

    (void)state;
    for (size_t src = 0; src < 24; src++)
        for (size_t dst = 0; dst < 24; dst++)
            for (size_t n = 0; n <= SIZE - 24; n++) {
                fill(bytes);
                host_memcpy(expected, bytes, SIZE);
                host_memmove(expected + dst, expected + src, n);
                void *result = kernel_memmove(bytes + dst, bytes + src, n);
                assert_ptr_equal(result, bytes + dst);
                assert_int_equal(host_memcmp(bytes, expected, SIZE), 0);
            }
}

/* Clearing a page clears all of it, and nothing of its neighbours. */
static void test_sets_exactly_the_bytes_asked_for(void **state)
{
    static const int values[] = { 0, 1, 0x80, 0xff, 0x1a5, -1 };
    unsigned char bytes[SIZE], expected[SIZE];

    (void)state;
    for (size_t v = 0; v < ARRAY_SIZE(values); v++)
        for (size_t at = 0; at < 8; at++)
            for (size_t n = 0; n <= SIZE - 8; n++) {
                fill(bytes);
                host_memcpy(expected, bytes, SIZE);
                host_memset(expected + at, values[v], n);
                assert_ptr_equal(kernel_memset(bytes + at, values[v], n), bytes + at);
                assert_int_equal(host_memcmp(bytes, expected, SIZE), 0);
            }
}

/* Bytes compare as unsigned: one firmware signature must not pass for another. */
static void test_compares_bytes_as_unsigned(void **state)
{
    (void)state;
    assert_int_equal(kernel_memcmp("abc", "abx", 2), 0);
    assert_true(kernel_memcmp("abc", "abx", 3) < 0);
    assert_true(kernel_memcmp("\xff", "\x01", 1) > 0);
    assert_int_equal(kernel_memcmp("a", "b", 0), 0);
    assert_int_equal(kernel_memcmp("a\0b", "a\0c", 3), -1);
}

/* strnlen must not read beyond its limit (the sanitizer sees it), nor miss the end. */
static void test_length_stops_at_nul_and_at_the_limit(void **state)
{
    char *unended = malloc(4);

    (void)state;
    host_memcpy(unended, "abcd", 4);
    assert_int_equal(kernel_strnlen(unended, 4), 4);
    assert_int_equal(kernel_strnlen(unended, 0), 0);
    free(unended);
    assert_int_equal(kernel_strnlen("ab", 9), 2);
    assert_int_equal(kernel_strlen("lohilo"), 6);
    assert_int_equal(kernel_strlen(""), 0);
}

/* The beginning of an option's name must not pass for the option. */
static void test_equal_means_the_same_length_too(void **state)
{
    (void)state;
    assert_true(string_equal("seed", "seed"));
    assert_false(string_equal("seed", "seeds"));
    assert_false(string_equal("seeds", "seed"));
    assert_true(string_equal("", ""));
    assert_true(string_is("seed", "seed=1", 4));
    assert_false(string_is("seed", "see", 3));
    assert_false(string_is("see", "seed", 4));
    assert_true(string_is("", "x", 0));
}

/* A copy must not overflow, nor a cut name pass for a whole one. */
static void test_copy_cuts_ends_and_says_so(void **state)
{
    char room[5] = "####";

    (void)state;
    assert_true(string_copy(room, 4, "abc"));
    assert_string_equal(room, "abc");
    assert_false(string_copy(room, 4, "defg"));
    assert_string_equal(room, "def");
    assert_true(string_copy(room, 1, ""));
    assert_string_equal(room, "");
    assert_false(string_copy(room, 1, "x"));
    assert_string_equal(room, "");
    room[0] = '#';
    assert_false(string_copy(room, 0, "x"));
    assert_int_equal(room[0], '#');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies_every_length_at_every_offset),
        cmocka_unit_test(test_moves_between_overlapping_places),
        cmocka_unit_test(test_sets_exactly_the_bytes_asked_for),
        cmocka_unit_test(test_compares_bytes_as_unsigned),
        cmocka_unit_test(test_length_stops_at_nul_and_at_the_limit),
        cmocka_unit_test(test_equal_means_the_same_length_too),
        cmocka_unit_test(test_copy_cuts_ends_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

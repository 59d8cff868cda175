/* lib/number.c. If one of these fails, a run uses another number than the user typed. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "lib/number.h"

enum { UNTOUCHED = 4711 };

/* Passes the text without a NUL, in a buffer of exactly its size. */
static bool parse(const char *text, enum number_suffix suffix, uint64_t *value)
{
    size_t length = strlen(text);
    char *bytes = malloc(length == 0 ? 1 : length);

    memcpy(bytes, text, length);
    bool ok = number_parse(bytes, length, suffix, value);
    free(bytes);
    return ok;
}

static const struct {
    const char *text;
    uint64_t value;
} plain[] = {
    { "0", 0 },
    { "7", 7 },
    { "007", 7 },
    { "010", 10 },
    { "4294967296", 4294967296 },
    { "18446744073709551615", UINT64_MAX },
    { "000000000000000000000000018446744073709551615", UINT64_MAX },
    { "0x0", 0 },
    { "0Xff", 255 },
    { "0xdeadBEEF", 0xdeadbeef },
    { "0xffffffffffffffff", UINT64_MAX },
    { "0x00ffffffffffffffff", UINT64_MAX },
};

static void test_reads_decimal_and_hexadecimal(void **state)
{
    char text[32];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(plain); i++) {
        uint64_t value = UNTOUCHED;
        assert_true(parse(plain[i].text, NUMBER_PLAIN, &value));
        assert_true(value == plain[i].value);
        assert_true(parse(plain[i].text, NUMBER_WITH_SUFFIX, &value));
        assert_true(value == plain[i].value);
    }
    for (int i = 0; i < 20000; i++) {
        uint64_t expected = ((uint64_t)rand() << 33 ^ (uint64_t)rand()) >> rand() % 64;
        uint64_t value;
        snprintf(text, sizeof(text), i % 2 ? "%" PRIu64 : "0x%" PRIx64, expected);
        assert_true(parse(text, NUMBER_PLAIN, &value));
        assert_true(value == expected);
    }
}

static const char *const bad[] = {
    "",
    " ",
    "0x",
    "x",
    "-1",
    "+1",
    " 1",
    "1 ",
    "1a",
    "0xg",
    "0x1 ",
    "1.5",
    "1e3",
    "12k",
    "18446744073709551616",
    "18446744073709551620",
    "99999999999999999999",
    "0x10000000000000000",
    "0xfffffffffffffffff",
    "kk",
    "\xff",
    "1\n",
    "0x-1",
    "0b1",
};

/* A typing error must not become a number, nor a large number a small one. */
static void test_refuses_what_is_no_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        uint64_t value = UNTOUCHED;
        assert_false(parse(bad[i], NUMBER_PLAIN, &value));
        assert_true(value == UNTOUCHED);
    }
}

static void test_suffixes_multiply_by_thousands(void **state)
{
    static const struct {
        const char *text;
        uint64_t value;
    } good[] = {
        { "3k", 3000 },     { "3M", 3000000 }, { "3G", 3000000000 },
        { "0x10k", 16000 }, { "0G", 0 },       { "18446744073G", 18446744073000000000u },
    };
    static const char *const wrong[] = {
        "k",   "1K", "1m",  "1kk",          "1 k",
        "0xk", "k1", "1kB", "18446744074G", "18446744073709551615k"
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        uint64_t value = UNTOUCHED;
        assert_true(parse(good[i].text, NUMBER_WITH_SUFFIX, &value));
        assert_true(value == good[i].value);
        assert_int_equal(parse(good[i].text, NUMBER_PLAIN, &value), false);
    }
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        uint64_t value = UNTOUCHED;
        assert_false(parse(wrong[i], NUMBER_WITH_SUFFIX, &value));
        assert_true(value == UNTOUCHED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_decimal_and_hexadecimal),
        cmocka_unit_test(test_refuses_what_is_no_number),
        cmocka_unit_test(test_suffixes_multiply_by_thousands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* lib/glob.c. If one of these fails, other trials run than the user selected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "lib/glob.h"

static bool match(const char *pattern, const char *name)
{
    return glob_match(pattern, strlen(pattern), name);
}

static void test_names_of_trials(void **state)
{
    static const char name[] = "stress/pte/lockless";

    (void)state;
    assert_true(match("*", name));
    assert_true(match("stress/pte/lockless", name));
    assert_true(match("stress/*", name));
    assert_true(match("*/lockless", name));
    assert_true(match("*pte*", name));
    assert_true(match("?tress/*/lock????", name));
    assert_false(match("stress/pte", name));
    assert_false(match("pte", name));
    assert_false(match("", name));
    assert_false(match("stress/pte/locklesss", name));
    assert_false(match("stress/pte/lockless?", name));
    assert_false(match("Stress/*", name));
    assert_true(match("", ""));
    assert_true(match("**", ""));
    assert_false(match("?", ""));
}

/* The definition, word for word. It takes exponential time, which the kernel's code must
 * not. */
static bool naive(const char *pattern, const char *name)
{
    if (*pattern == '\0')
        return *name == '\0';
    if (*pattern == '*')
        return naive(pattern + 1, name) || (*name != '\0' && naive(pattern, name + 1));
    return *name != '\0' && (*pattern == '?' || *pattern == *name) &&
           naive(pattern + 1, name + 1);
}

/* The text with number `index` of that length in an alphabet. */
static void spell(char *text, size_t length, const char *alphabet, unsigned int index)
{
    size_t size = strlen(alphabet);

    for (size_t i = 0; i < length; i++) {
        text[i] = alphabet[index % size];
        index /= (unsigned int)size;
    }
    text[length] = '\0';
}

static unsigned int power(unsigned int base, size_t exponent)
{
    unsigned int result = 1;

    while (exponent-- > 0)
        result *= base;
    return result;
}

static void test_every_short_pattern_on_every_short_name(void **state)
{
    char pattern[8], name[8];

    (void)state;
    for (size_t p = 0; p <= 5; p++)
        for (unsigned int i = 0; i < power(4, p); i++) {
            spell(pattern, p, "ab*?", i);
            for (size_t n = 0; n <= 5; n++)
                for (unsigned int j = 0; j < power(2, n); j++) {
                    spell(name, n, "ab", j);
                    assert_int_equal(match(pattern, name), naive(pattern, name));
                }
        }
}

/* If a pattern were read past its length, the next glob of a list would become part of
 * it. */
static void test_pattern_needs_no_nul(void **state)
{
    char *pattern = malloc(2);

    (void)state;
    memcpy(pattern, "a*", 2);
    assert_true(glob_match(pattern, 2, "abc"));
    assert_false(glob_match(pattern, 1, "abc"));
    assert_true(glob_match("a,b", 1, "a"));
    free(pattern);
}

/* A pattern of many stars must not take for ever: the naive code would need 2^60
 * steps. */
static void test_many_stars_take_no_time(void **state)
{
    char name[2001], pattern[121];

    (void)state;
    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    for (size_t i = 0; i < sizeof(pattern) - 1; i += 2)
        memcpy(&pattern[i], "*a", 2);
    pattern[sizeof(pattern) - 2] = 'b';
    pattern[sizeof(pattern) - 1] = '\0';
    assert_false(match(pattern, name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_trials),
        cmocka_unit_test(test_every_short_pattern_on_every_short_name),
        cmocka_unit_test(test_pattern_needs_no_nul),
        cmocka_unit_test(test_many_stars_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

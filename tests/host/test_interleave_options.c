/* The option schedule=. If this fails, a schedule from a log cannot be replayed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/options/options.h"
#include "tests/host/fixture_lines.h"

static struct fixture_lines lines;
static struct options_mistakes mistakes;

static bool parse(const char *words, struct options *options)
{
    return options_parse(words, options, &mistakes, fixture_lines_start(&lines));
}

static void test_default(void **state)
{
    struct options options;

    (void)state;
    assert_true(parse("", &options));
    assert_string_equal(options.schedule, "");
    assert_true(parse("schedule=all", &options));
    assert_string_equal(options.schedule, "");
    options_describe(&options, fixture_lines_start(&lines));
    assert_said(&lines, " schedule=all ");
}

static void test_given(void **state)
{
    struct options options;

    (void)state;
    assert_true(parse("run=interleave/pte/x schedule=rrw2ir", &options));
    assert_string_equal(options.schedule, "r2w2ir");
    options_describe(&options, fixture_lines_start(&lines));
    assert_said(&lines, " schedule=r2w2ir ");
}

static void test_bad(void **state)
{
    static const char *const values[] = { "", "x", "r2w2q", "0", "r128", "2r", "r,w" };
    struct options options;
    char words[40];

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        snprintf(words, sizeof(words), "schedule=%s", values[i]);
        assert_false(parse(words, &options));
        assert_string_equal(options.schedule, "");
        assert_said(&lines, "valid: schedule=all|MOVES");
    }
}

/* The longest schedule is written shorter than it was typed. */
static void test_longest(void **state)
{
    struct options options;
    char words[200] = "schedule=";

    (void)state;
    memset(words + strlen(words), 'r', SCHEDULE_MOVES_MAX);
    assert_true(parse(words, &options));
    assert_string_equal(options.schedule, "r127");
    strcat(words, "r");
    assert_false(parse(words, &options));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default),
        cmocka_unit_test(test_given),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * litmus/judge/result_line.c. If one of these fails, a TAP parser takes a failure or an
 * unproven result for a success.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "litmus/judge/result_line.h"
#include "tests/host/fixture_lines.h"

static void test_every_status(void **state)
{
    static const struct {
        enum status status;
        const char *line;
    } rows[] = {
        { STATUS_OK, "ok 3 - a/b/c # torn=0" },
        { STATUS_SKIP, "ok 3 - a/b/c # SKIP why" },
        { STATUS_SILENT, "ok 3 - a/b/c # SKIP why (torn=0)" },
        { STATUS_UNPROVEN, "ok 3 - a/b/c # SKIP why (torn=0)" },
        { STATUS_ERROR, "not ok 3 - a/b/c # ERROR why" },
        { STATUS_NOT_OK, "not ok 3 - a/b/c # why: torn=0" },
    };
    static struct fixture_lines lines;
    struct result result = { .reason = "why" };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
        struct line_sink *sink = fixture_lines_start(&lines);
        result.status = rows[i].status;
        result_line(sink, 3, "a/b/c", &result, "torn=0");
        assert_int_equal(lines.count, 1);
        assert_string_equal(lines.text[0], rows[i].line);
    }
}

/* Every line with figures marks them if the clock is a guess. */
static void test_the_clock_is_marked(void **state)
{
    static struct fixture_lines lines;
    struct result result = { .reason = "why" };

    (void)state;
    result_line_mark("guess");
    for (result.status = STATUS_OK; result.status <= STATUS_NOT_OK; result.status++) {
        result_line(fixture_lines_start(&lines), 3, "a/b/c", &result, "ms=9");
        if (strstr(lines.text[0], "ms=9"))
            assert_said(&lines, "ms=9 clock=guess");
        else
            assert_not_said(&lines, "clock=");
    }
    result_line_mark(NULL);
    result_line(fixture_lines_start(&lines), 3, "a/b/c", &result, "ms=9");
    assert_not_said(&lines, "clock=");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_status),
        cmocka_unit_test(test_the_clock_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

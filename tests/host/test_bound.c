/*
 * litmus/judge/bound.c. If one of these fails, a log claims more from silence than the
 * reads of the run support.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "litmus/judge/bound.h"
#include "tests/host/fixture_within.h"

static void says(struct rate rate, const char *wanted)
{
    char text[RATE_TEXT_SIZE];
    rate_text(rate, text, sizeof(text));
    assert_string_equal(text, wanted);
}

/* The rule of three, and a rate is never rounded down. */
static void test_none_seen(void **state)
{
    (void)state;
    says(bound_of_none(1000000), "3.0e-6");
    says(bound_of_none(3000000), "1.0e-6");
    says(bound_of_none(100), "3.0e-2");
    says(bound_of_none(299600), "1.0e-5");
    says(bound_of_none(299599), "1.1e-5");
    says(bound_of_none(1), "3.0e0");
    says(bound_of_none(7), "4.3e-1"); /* 0.428 */
    says(bound_of_none(0), "?");
    says(bound_of_none(1000000000000000ull), "3.0e-15");
}

static void test_rates(void **state)
{
    (void)state;
    says((struct rate){ 0, 5 }, "0");
    says((struct rate){ 1000, 1 }, "1.0e0");
    says((struct rate){ 123456, 1 }, "1.3e2");
    says((struct rate){ 99999, 1000 }, "1.0e-1");
    says((struct rate){ 1, UINT64_MAX }, "0.1e-21"); /* 5.4e-23: still not rounded down */
}

/* Compared with tables of the exact limits (R: qchisq(0.05, 2 * k) / 2): never above
 * them, and not far below. */
static void test_at_least(void **state)
{
    static const struct {
        uint64_t seen, exact; /* in thousandths */
    } rows[] = {
        { 1, 51 },     { 2, 355 },     { 3, 818 },       { 5, 1970 },
        { 10, 5425 },  { 11, 6169 },   { 20, 13255 },    { 32, 23297 },
        { 50, 38965 }, { 100, 84139 }, { 1000, 948563 }, { 10000, 9836088 },
    };
    (void)state;
    assert_int_equal(events_at_least(0), 0);
    for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
        uint64_t least = events_at_least(rows[i].seen);
        assert_true(least <= rows[i].exact + 1);
        assert_true(least + 1000 >= rows[i].exact);
    }
    for (uint64_t seen = 1; seen < 5000; seen++)
        assert_true(events_at_least(seen) > events_at_least(seen - 1));
    /* Numbers whose square overflows. */
    assert_true(events_at_least(1000000000000ull) < 1000000000000000ull);
    assert_true(events_at_least(1000000000000ull) > 999998000000000ull);
    assert_true(events_at_least(999999999999ull) > 999998000000000ull);
}

static void test_times_rarer(void **state)
{
    (void)state;
    /* 100 tears in 1000 reads, at least 84 with confidence; 10^6 reads give 84 000; less
     * than 3 here. */
    assert_within(times_rarer(1000000, 100, 1000), 27000, 28085);
    assert_int_equal(times_rarer(1000, 0, 1000), 0);
    assert_int_equal(times_rarer(1000, 10, 0), 0);
    assert_int_equal(times_rarer(0, 10, 1000), 0);
    /* A single tear proves almost nothing. */
    assert_int_equal(times_rarer(1000, 1, 1000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none_seen),
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_at_least),
        cmocka_unit_test(test_times_rarer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

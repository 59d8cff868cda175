/*
 * litmus/interleave/outcomes.c and litmus/judge/histogram.c. If one of these fails, a
 * state in the log is not the one that was read, or is mistaken for one in a model, or
 * mcompare7 reads "Ok" where the log means the opposite.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/interleave/outcomes.h"
#include "litmus/interleave/report.h"
#include "litmus/judge/histogram.h"
#include "tests/host/fixture_lines.h"

static struct fixture_lines lines;
static struct outcomes outcomes;

static void report(bool forbidden)
{
    report_outcomes(fixture_lines_start(&lines), "interleave/pte/x", forbidden, &outcomes,
                    1);
}

static void start(enum low_words lows)
{
    memset(&outcomes, 0, sizeof(outcomes));
    outcomes.lows = lows;
}

static void add(pte_t pte, enum reading reading, uint64_t schedules)
{
    struct outcome_set *outcome_set = &outcomes.outcome_set;
    outcome_set->outcome[outcome_set->count++] =
        (struct outcome){ pte, reading, schedules };
}

static pte_t mixed(pte_t low, pte_t high)
{
    return (pte_t){ { low.pte_low, high.pte_high } };
}

static void test_equal_low_words(void **state)
{
    pte_t none = { .pte = 0 };
    pte_t second = entry_encode(INTERLEAVE_SLOT, 2, LOWS_EQUAL);
    pte_t swap = entry_encode_swap(INTERLEAVE_SLOT, 3, LOWS_EQUAL);

    (void)state;
    start(LOWS_EQUAL);
    add(second, READ_INTACT, 5);
    add(none, READ_ABSENT, 6);
    add(mixed(second, none), READ_TORN_ZERO, 7);
    add(swap, READ_RUBBISH, 8);
    add(mixed(second, swap), READ_TORN_SWAP, 9);
    report(false);
    assert_said(&lines, "Test interleave/pte/x Allowed");
    assert_said(&lines, "Histogram (5 states)");
    assert_said(&lines, "5         :>high=2; low=1;");
    assert_said(&lines, "6         :>high=0; low=0;");
    assert_said(&lines, "7         *>high=0; low=1;");
    assert_said(&lines, "8         :>high=13; low=2;");
    assert_said(&lines, "9         *>high=13; low=1;");
    assert_said(&lines, "Ok");
    assert_said(&lines, "Positive: 16, Negative: 19");
    assert_said(&lines, "Condition exists (low=1 /\\");
    assert_said(&lines, "Observation interleave/pte/x Sometimes 16 19");
}

static void test_alternating_low_words(void **state)
{
    pte_t second = entry_encode(INTERLEAVE_SLOT, 2, LOWS_ALTERNATE);
    pte_t third = entry_encode(INTERLEAVE_SLOT, 3, LOWS_ALTERNATE);

    (void)state;
    start(LOWS_ALTERNATE);
    outcomes.second = true;
    add(second, READ_INTACT, 1);
    add(third, READ_INTACT, 2);
    add(mixed(second, third), READ_TORN_MIX, 3);
    add(entry_encode_swap(INTERLEAVE_SLOT, 3, LOWS_ALTERNATE), READ_RUBBISH, 4);
    report(true);
    /* mcompare7 would merge two blocks without a line between them. */
    assert_said(&lines, "#   and with alternating low words:");
    assert_said(&lines, "Test interleave/pte/x+alternating Forbidden");
    assert_said(&lines, "1         :>high=2; low=1;");
    assert_said(&lines, "2         :>high=3; low=5;");
    assert_said(&lines, "3         *>high=3; low=1;");
    assert_said(&lines, "4         :>high=13; low=6;");
}

static void test_words_that_nobody_stored(void **state)
{
    (void)state;
    start(LOWS_EQUAL);
    add((pte_t){ { 0x12345001, 0x00001234 } }, READ_FOREIGN, 1);
    /* Of another slot. */
    add(entry_encode(INTERLEAVE_SLOT + 1, 1, LOWS_EQUAL), READ_FOREIGN, 1);
    report(false);
    assert_said(&lines, "1         *>high=0x1234; low=0x12345001;");
    assert_said(&lines, "1         *>high=0xc0000206; low=0x6001;");
}

static void test_forbidden(void **state)
{
    struct histogram histogram;

    (void)state;
    histogram_begin(&histogram, fixture_lines_start(&lines), "x", true, 1);
    histogram_state(&histogram, 4, false, "a=1;");
    histogram_end(&histogram, "a=2");
    assert_said(&lines, "Test x Forbidden");
    assert_said(&lines, "Ok");
    assert_said(&lines, "Positive: 4, Negative: 0");
    assert_said(&lines, "Condition ~exists (a=2)");
    assert_said(&lines, "Observation x Never 0 4");

    histogram_begin(&histogram, fixture_lines_start(&lines), "x", true, 1);
    histogram_state(&histogram, 4, true, "a=2;");
    histogram_end(&histogram, "a=2");
    assert_said(&lines, "No");
    assert_said(&lines, "Positive: 0, Negative: 4");
    assert_said(&lines, "Observation x Always 4 0");
}

static void test_allowed_and_never_seen(void **state)
{
    struct histogram histogram;

    (void)state;
    histogram_begin(&histogram, fixture_lines_start(&lines), "x", false, 1);
    histogram_state(&histogram, 4, false, "a=1;");
    histogram_end(&histogram, "a=2");
    assert_said(&lines, "No");
    assert_said(&lines, "Positive: 0, Negative: 4");
    assert_said(&lines, "Condition exists (a=2)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_low_words),
        cmocka_unit_test(test_alternating_low_words),
        cmocka_unit_test(test_words_that_nobody_stored),
        cmocka_unit_test(test_forbidden),
        cmocka_unit_test(test_allowed_and_never_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

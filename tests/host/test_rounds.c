/*
 * litmus/run/rounds.c. If one of these fails, a run over night forgets the one round that
 * failed, or calls a machine unproven because of one bad round among hundreds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/run/rounds.h"

static struct rounds rounds;
static struct result results[2];
static const struct trial trial;

static int set_up(void **state)
{
    (void)state;
    memset(&rounds, 0, sizeof(rounds));
    memset(results, 0, sizeof(results));
    results[0].trial = results[1].trial = &trial;
    results[1].engine = ENGINE_STRESS;
    return 0;
}

/* One round in which the first trial ends with this status. */
static void play(enum status status, const char *reason)
{
    rounds_begin(&rounds, results, 2);
    assert_ptr_equal(results[1].trial, &trial);
    assert_int_equal(results[1].engine, ENGINE_STRESS);
    if (rounds.done)
        assert_string_equal(results[0].reason, ""); /* of an earlier round */
    results[0].status = status;
    snprintf(results[0].reason, REASON_SIZE, "%s", reason);
    rounds_end(&rounds, results, 2, true);
}

static void test_what_failed_once_has_failed(void **state)
{
    static const enum status grave[] = { STATUS_ERROR, STATUS_NOT_OK };

    for (unsigned i = 0; i < 2; i++) {
        set_up(state);
        play(STATUS_OK, "");
        play(grave[i], "round two");
        play(STATUS_OK, "");
        play(STATUS_UNPROVEN, "round four");
        assert_int_equal(results[0].status, grave[i]);
        assert_string_equal(results[0].reason, "round two");
    }
}

static void test_the_subject_weighs_more_than_lohilo(void **state)
{
    (void)state;
    play(STATUS_NOT_OK, "torn");
    play(STATUS_ERROR, "lost");
    assert_int_equal(results[0].status, STATUS_NOT_OK);
    assert_string_equal(results[0].reason, "torn");
}

static void test_evidence_of_one_round_is_enough(void **state)
{
    static const enum status weak[] = { STATUS_SKIP, STATUS_SILENT, STATUS_UNPROVEN };

    for (unsigned i = 0; i < 3; i++) {
        set_up(state);
        play(weak[i], "weak");
        assert_int_equal(results[0].status, weak[i]);
        play(STATUS_OK, "");
        assert_int_equal(results[0].status, STATUS_OK);
        assert_string_equal(results[0].reason, "");
        play(weak[i], "weak");
        assert_int_equal(results[0].status, STATUS_OK);
    }
}

/* One trial's past must not become another's. */
static void test_trials_are_kept_apart(void **state)
{
    (void)state;
    play(STATUS_NOT_OK, "first trial");
    play(STATUS_OK, "");
    assert_int_equal(results[1].status, STATUS_OK);
}

/* Stopping a run in its second round must not lose the results of the first. */
static void test_a_round_that_is_stopped_takes_nothing_away(void **state)
{
    (void)state;
    results[1].not_applicable = true;
    results[1].status = STATUS_SKIP;
    play(STATUS_NOT_OK, "torn");
    rounds_begin(&rounds, results, 2);
    for (unsigned i = 0; i < 2; i++) {
        results[i].status = STATUS_SKIP;
        results[i].not_run = true;
    }
    rounds_end(&rounds, results, 2, false);
    assert_int_equal(results[0].status, STATUS_NOT_OK);
    assert_string_equal(results[0].reason, "torn");
    assert_int_equal(results[1].status, STATUS_SKIP);
    assert_true(results[1].not_applicable);
    assert_false(results[0].not_run || results[1].not_run);
    assert_int_equal(rounds.done, 1);
}

static void test_the_number_of_rounds(void **state)
{
    (void)state;
    rounds.wanted = 2;
    assert_true(rounds_go_on(&rounds));
    play(STATUS_OK, "");
    assert_true(rounds_go_on(&rounds));
    play(STATUS_OK, "");
    assert_false(rounds_go_on(&rounds));
    rounds.wanted = ROUNDS_FOR_EVER;
    rounds.done = UINT32_MAX;
    assert_true(rounds_go_on(&rounds));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_what_failed_once_has_failed, set_up),
        cmocka_unit_test_setup(test_the_subject_weighs_more_than_lohilo, set_up),
        cmocka_unit_test_setup(test_evidence_of_one_round_is_enough, set_up),
        cmocka_unit_test_setup(test_trials_are_kept_apart, set_up),
        cmocka_unit_test_setup(test_a_round_that_is_stopped_takes_nothing_away, set_up),
        cmocka_unit_test_setup(test_the_number_of_rounds, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

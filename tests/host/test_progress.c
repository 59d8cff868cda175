/*
 * litmus/run/progress.c. If one of these fails, the screen counts a round twice or
 * forgets one, and a failure in the night is not visible in the morning.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/run/progress.h"

enum { TRIALS = 2 };

static const struct trial positive = { .level = "pte",
                                       .id = "lockless",
                                       .expected = NEVER };
static struct result results[TRIALS];

static struct progress now(void)
{
    struct progress progress;
    progress_now(&progress);
    return progress;
}

/* Simulates a trial with that many torn reads among a hundred. */
static void play(unsigned i, uint64_t torn)
{
    memset(&results[i], 0, sizeof(results[i]));
    results[i].trial = &positive;
    results[i].engine = ENGINE_STRESS;
    progress_begin(i);
    results[i].tallies.settings = 1;
    results[i].tallies.tally[0].reading[READ_INTACT] = 100 - torn;
    results[i].tallies.tally[0].reading[READ_TORN_ZERO] = torn;
    results[i].tallies.total_us = 1000000;
    results[i].status = torn ? STATUS_NOT_OK : STATUS_OK;
    snprintf(results[i].reason, REASON_SIZE, "%u torn", (unsigned)torn);
    progress_end(i);
}

static void test_rounds_add_up(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TRIALS; i++)
        results[i] = (struct result){ .trial = &positive, .engine = ENGINE_STRESS };
    progress_start(results, TRIALS, 0);
    assert_int_equal(now().trials, TRIALS);
    assert_int_equal(now().done, 0);

    progress_begin_round(1);
    play(0, 3);
    assert_int_equal(now().round, 1);
    assert_int_equal(now().done, 1);
    assert_int_equal(now().accepted, 100);
    play(1, 0);
    progress_end_round();
    assert_int_equal(now().accepted, 200); /* and not twice that */
    assert_int_equal(now().torn_positives, 3);
    assert_int_equal(now().failures, 1);

    /* Results of earlier rounds are remembered and must not count again. */
    progress_begin_round(2);
    progress_begin(0);
    memset(results[0].tallies.tally, 0, sizeof(results[0].tallies.tally));
    assert_string_equal(now().trial, "stress/pte/lockless");
    assert_int_equal(now().accepted, 200);
    play(0, 0);
    play(1, 2);
    progress_end_round();
    assert_int_equal(now().round, 2);
    assert_int_equal(now().accepted, 400);
    assert_int_equal(now().torn_positives, 5);
    assert_int_equal(now().failures, 2);
    assert_string_equal(now().first_failure, "stress/pte/lockless: 3 torn");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rounds_add_up) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

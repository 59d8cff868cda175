/*
 * litmus/interleave/outcome_set.c. If one of these fails, two different enumerations pass
 * for equal, or a torn read is counted as something else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/interleave/model.h"
#include "litmus/interleave/outcome_set.h"

static struct outcome_set a, b;

static enum reading judge(const struct snapshot *end)
{
    struct held held = { end->live.held_first, end->live.started };
    return entry_judge(end->live.got, INTERLEAVE_SLOT, LOWS_EQUAL, held);
}

static pte_t entry(uint32_t generation)
{
    return entry_encode(INTERLEAVE_SLOT, generation, LOWS_EQUAL);
}

static pte_t torn_zero(void)
{
    pte_t pte = entry(1);
    pte.pte_high = 0;
    return pte;
}

/* Adds a read that returned `pte` while the entry could hold generations 1 and 2. */
static void add(struct outcome_set *outcome_set, pte_t pte, uint64_t schedules,
                uint32_t back_pointer)
{
    struct snapshot final = { .live = { .got = pte, .started = 2, .held_first = 1 } };
    struct explore_end how = { .schedules = schedules, .back_pointer = back_pointer };

    final.live.thread_status[THREAD_READER] = THREAD_IS_DONE;
    outcome_set_add(outcome_set, &final, &how);
}

static void start(void)
{
    outcome_set_start(&a, judge);
    outcome_set_start(&b, judge);
}

static void test_counts(void **state)
{
    struct tally tally = { 0 };

    (void)state;
    start();
    add(&a, entry(1), 5, 0);
    add(&a, entry(2), 7, 0);
    add(&a, entry(1), 3, 0);
    add(&a, (pte_t){ .pte = 0 }, 2, 0);
    assert_int_equal(a.count, 3);
    assert_false(a.torn);
    /* A value gone before the read began is not valid. */
    add(&a, entry(3), 1, 11);
    assert_true(a.torn);
    outcome_set_tally(&a, &tally);
    outcome_set_tally(&a, &tally);
    assert_int_equal(tally.reading[READ_INTACT], 2 * 15);
    assert_int_equal(tally.reading[READ_ABSENT], 2 * 2);
    assert_int_equal(tally.reading[READ_STALE], 2);
}

static void test_first_tear(void **state)
{
    (void)state;
    start();
    add(&a, entry(1), 1, 7);
    add(&a, torn_zero(), 1, 8);
    add(&a, torn_zero(), 1, 9);
    assert_true(a.torn);
    assert_int_equal(a.torn_back_pointer, 8);
}

static void test_difference(void **state)
{
    (void)state;
    start();
    assert_null(outcome_set_difference(&a, &b, true));
    add(&a, entry(1), 5, 0);
    assert_non_null(outcome_set_difference(&a, &b, false));
    assert_non_null(outcome_set_difference(&b, &a, false));
    add(&b, entry(1), 4, 0);
    assert_null(outcome_set_difference(&a, &b, false));
    assert_non_null(outcome_set_difference(&a, &b, true));
    add(&b, entry(1), 1, 0);
    assert_null(outcome_set_difference(&a, &b, true));
    add(&b, torn_zero(), 1, 0);
    const struct outcome *odd = outcome_set_difference(&a, &b, false);
    assert_non_null(odd);
    assert_int_equal(odd->reading, READ_TORN_ZERO);
}

/* A sample may lack outcomes, and may not have extra ones. */
static void test_sample(void **state)
{
    (void)state;
    start();
    add(&a, entry(1), 5, 0);
    add(&a, entry(2), 5, 0);
    add(&b, entry(1), 1, 0);
    assert_null(outcome_set_lacks(&a, &b));
    add(&b, torn_zero(), 1, 0);
    const struct outcome *odd = outcome_set_lacks(&a, &b);
    assert_non_null(odd);
    assert_int_equal(odd->reading, READ_TORN_ZERO);
}

/* A schedule that never ended has no outcome, but is counted. */
static void test_cut(void **state)
{
    struct snapshot final = { .live = { .got = torn_zero(),
                                        .retries = RETRIES_MAX + 1 } };
    struct explore_end how = { .schedules = 6 };

    (void)state;
    start();
    outcome_set_add(&a, &final, &how);
    assert_int_equal(a.cut, 6);
    assert_int_equal(a.count, 0);
    assert_int_equal(a.retries, 6 * (RETRIES_MAX + 1));
    assert_false(a.torn);
}

static void test_evidence(void **state)
{
    struct snapshot final = { .live = { .got = entry(1),
                                        .started = 1,
                                        .held_first = 1,
                                        .seen = SEEN_PENDING,
                                        .writer_state = { .lost = 1 } } };
    struct explore_end how = { .schedules = UINT64_MAX - 5 };
    struct tally tally = { 0 };

    (void)state;
    start();
    final.live.thread_status[THREAD_READER] = THREAD_IS_DONE;
    outcome_set_add(&a, &final, &how);
    final.live.seen = SEEN_PENDING | SEEN_WAITED;
    how.schedules = 3;
    outcome_set_add(&a, &final, &how);
    assert_true(a.pending == UINT64_MAX - 2);
    assert_int_equal(a.waited, 3);
    /* Clipped, never wrapped to a small number or 0. */
    outcome_set_tally(&a, &tally);
    outcome_set_tally(&a, &tally);
    assert_true(tally.pending == UINT64_MAX);
    assert_int_equal(tally.waits, 6);
    assert_true(tally.pinned == UINT64_MAX);
}

/* Counts of schedules are modulo 2^64: a tear in a multiple of that is still a tear. */
static void test_wrapped_counts(void **state)
{
    struct snapshot endless = { .live = { .retries = RETRIES_MAX + 1 } };
    struct explore_end wrapped = { .schedules = 0 };
    struct tally tally = { 0 };

    (void)state;
    start();
    add(&a, entry(1), 5, 0);
    add(&a, torn_zero(), 0, 0);
    outcome_set_tally(&a, &tally);
    assert_int_equal(tally_torn(&tally), 1);
    add(&a, torn_zero(), UINT64_MAX, 0); /* and one more does not wrap to 0 */
    add(&a, entry(3), UINT64_MAX, 0);
    add(&a, entry(3), UINT64_MAX, 0);
    memset(&tally, 0, sizeof(tally));
    outcome_set_tally(&a, &tally);
    assert_true(tally_torn(&tally) > 1ull << 50);
    outcome_set_add(&a, &endless, &wrapped);
    assert_int_equal(a.cut, 1);
}

static void test_overflow(void **state)
{
    (void)state;
    start();
    for (uint32_t i = 0; i <= OUTCOMES_MAX; i++) {
        assert_false(a.overflow);
        add(&a, entry(i), 1, 0);
    }
    assert_true(a.overflow);
    assert_int_equal(a.count, OUTCOMES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_first_tear),
        cmocka_unit_test(test_difference),
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_wrapped_counts),
        cmocka_unit_test(test_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

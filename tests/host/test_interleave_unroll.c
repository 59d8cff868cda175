/*
 * litmus/interleave/unroll.c. If one of these fails, a schedule uses entries that its
 * trial does not mean, or a correct read is judged by the wrong generations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "litmus/interleave/unroll.h"
#include "tests/host/panic_host.h"

static void store_nothing(pte_t *ptep, pte_t pte)
{
    (void)ptep;
    (void)pte;
}

static void clear_nothing(pte_t *ptep, pte_t pte)
{
    (void)ptep;
    (void)pte;
}

static const struct store set = { "set", store_nothing, NULL };
static const struct store clear = { "clear", clear_nothing, NULL };
static const struct program_entry entry = { 5, LOWS_ALTERNATE };
static struct operation unrolled[OPERATIONS_MAX];

static const struct step clear_flush_set[] = {
    { STEP_STORE, { &clear }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_STORE, { &set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
static const struct step swap_between[] = {
    { STEP_STORE, { &set }, VALUE_SWAP },
    { STEP_STORE, { &set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
static const struct step restore[] = {
    { STEP_STORE, { &clear }, VALUE_NONE },
    { STEP_STORE, { &set }, VALUE_SAME },
    { STEP_END, { NULL }, VALUE_NONE },
};
static const struct step nothing[] = { { STEP_END, { NULL }, VALUE_NONE } };

static void test_rounds(void **state)
{
    (void)state;
    assert_int_equal(program_unroll(unrolled, clear_flush_set, 2, entry), 6);
    assert_ptr_equal(unrolled[0].plain, clear_nothing);
    assert_true(unrolled[0].pte.pte == 0);
    assert_int_equal(unrolled[0].begins, 0);
    assert_int_equal(unrolled[1].kind, STEP_FLUSH);
    assert_ptr_equal(unrolled[1].plain, NULL);
    assert_ptr_equal(unrolled[2].plain, store_nothing);
    assert_true(unrolled[2].pte.pte == entry_encode(5, 2, LOWS_ALTERNATE).pte);
    assert_int_equal(unrolled[2].begins, 2);
    assert_int_equal(unrolled[2].retires, 1);
    assert_true(unrolled[5].pte.pte == entry_encode(5, 3, LOWS_ALTERNATE).pte);
    assert_int_equal(unrolled[5].begins, 3);
    assert_int_equal(unrolled[5].retires, 2);
    assert_int_equal(unrolled[6].kind, STEP_END);
    assert_true(program_has(unrolled, STEP_FLUSH));
    assert_false(program_has(unrolled, STEP_LOCK));
    assert_false(program_has(unrolled, STEP_END));
}

/* A swap entry begins the generation of the next entry, and retires nothing: the entry
 * before it may still be read, torn. */
static void test_swap(void **state)
{
    (void)state;
    assert_int_equal(program_unroll(unrolled, swap_between, 1, entry), 2);
    assert_true(unrolled[0].pte.pte == entry_encode_swap(5, 2, LOWS_ALTERNATE).pte);
    assert_int_equal(unrolled[0].begins, 2);
    assert_int_equal(unrolled[0].retires, 0);
    assert_int_equal(unrolled[1].begins, 2);
    assert_int_equal(unrolled[1].retires, 1);
}

/* A program that only restores makes no generations: the first one stays the expected
 * one. */
static void test_restore(void **state)
{
    (void)state;
    assert_int_equal(program_unroll(unrolled, restore, 2, entry), 4);
    for (unsigned i = 1; i < 4; i += 2) {
        assert_true(unrolled[i].pte.pte ==
                    entry_encode(5, FIRST_GENERATION, entry.lows).pte);
        assert_int_equal(unrolled[i].begins, 0);
        assert_int_equal(unrolled[i].retires, 0);
    }
}

static void test_empty(void **state)
{
    (void)state;
    assert_int_equal(program_unroll(unrolled, nothing, 3, entry), 0);
    assert_int_equal(unrolled[0].kind, STEP_END);
    assert_int_equal(program_unroll(unrolled, clear_flush_set, 0, entry), 0);
}

static void write_rounds(void *rounds)
{
    program_unroll(unrolled, clear_flush_set, *(unsigned *)rounds, entry);
}

static void test_too_long(void **state)
{
    unsigned fits = (OPERATIONS_MAX - 1) / 3, too_many = fits + 1;

    (void)state;
    assert_null(expect_panic(write_rounds, &fits));
    assert_non_null(expect_panic(write_rounds, &too_many));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounds),   cmocka_unit_test(test_swap),
        cmocka_unit_test(test_restore),  cmocka_unit_test(test_empty),
        cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * arch/cpu/mtrr.c. If one of these fails, a machine whose CPUs cache the same memory
 * differently passes for a sound one, and its effect on page tables for a fault of the
 * protocol.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/cpu/mtrr_registers.h"
#include "tests/host/fixture_lines.h"

static const struct mtrrs usual = {
    .readable = true,
    .has_fixed = true,
    .variable_count = 8,
    .default_type = 0xC06,
    .variable = { 0x80000000, 0xF80000800 },
};

static void test_equal_ones_do_not_differ(void **state)
{
    uint64_t a, b;
    (void)state;
    assert_int_equal(mtrrs_difference(&usual, &usual, &a, &b), 0);
}

static void expect_difference(const struct mtrrs *other, uint32_t msr, uint64_t value)
{
    uint64_t a = 1, b = 1;
    assert_int_equal(mtrrs_difference(&usual, other, &a, &b), msr);
    assert_int_equal(b, value);
    assert_int_equal(mtrrs_difference(other, &usual, &a, &b), msr);
    assert_int_equal(a, value);
}

static void test_each_register_counts(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MTRR_FIXED; i++) {
        struct mtrrs other = usual;
        other.fixed[i] = 0x0606060606060606;
        expect_difference(&other, mtrr_fixed_msr[i], 0x0606060606060606);
    }
    for (unsigned i = 0; i < 16; i++) {
        struct mtrrs other = usual;
        other.variable[i] = 0x123456000;
        expect_difference(&other, MSR_MTRR_VARIABLE + i, 0x123456000);
    }
    struct mtrrs other = usual;
    other.default_type = 0;
    expect_difference(&other, MSR_MTRR_DEFAULT, 0);
}

static void test_one_without_any_differs(void **state)
{
    static const struct mtrrs none = { .readable = false };
    (void)state;
    expect_difference(&none, MSR_MTRR_CAP, 0);
}

static void expect_said(const struct mtrrs *mtrrs, const char *text)
{
    struct fixture_lines lines;
    mtrrs_describe(mtrrs, fixture_lines_start(&lines));
    assert_said(&lines, text);
}

static void test_says_what_makes_memory_slow(void **state)
{
    struct mtrrs other = usual;
    (void)state;
    expect_said(&usual, "memory is write-back but for 1 of 8 ranges; fixed ranges on");
    other.default_type = 0xC00;
    other.variable[1] = 0;
    expect_said(&other, "no range is cached");
    other.default_type = 0x406;
    expect_said(&other, "all off (IA32_MTRR_DEF_TYPE=0x406)");
    other.default_type = 0x802;
    expect_said(&other, "of no known type");
    other.readable = false;
    expect_said(&other, "mtrr: none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_ones_do_not_differ),
        cmocka_unit_test(test_each_register_counts),
        cmocka_unit_test(test_one_without_any_differs),
        cmocka_unit_test(test_says_what_makes_memory_slow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

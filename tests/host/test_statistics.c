/*
 * litmus/bench/statistics.c. If one of these fails, the benchmarks' figures contradict
 * docs/bench.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "litmus/bench/statistics.h"

static void test_sorted(void **state)
{
    uint64_t samples[] = { 5, 1, UINT64_MAX, 1, 0, 3 };
    const uint64_t sorted[] = { 0, 1, 1, 3, 5, UINT64_MAX };
    (void)state;
    sort_samples(samples, ARRAY_SIZE(samples));
    assert_memory_equal(samples, sorted, sizeof(sorted));
    sort_samples(samples, 0);
}

/* Nearest rank: every figure is a measured one, and one wild sample changes only the
 * maximum. */
static void test_ranks(void **state)
{
    uint64_t samples[20];
    (void)state;
    for (unsigned i = 0; i < 20; i++)
        samples[i] = 20 - i; /* 1 .. 20 */
    struct spread spread = spread_of(samples, 20, 1);
    assert_int_equal(spread.samples, 20);
    assert_int_equal(spread.min, 100);
    assert_int_equal(spread.q1, 500);
    assert_int_equal(spread.median, 1000);
    assert_int_equal(spread.q3, 1500);
    assert_int_equal(spread.p90, 1800);
    assert_int_equal(spread.max, 2000);

    samples[0] = 1000000000;
    spread = spread_of(samples, 20, 1);
    assert_int_equal(spread.median, 1100);
    assert_int_equal(spread.max, 100000000000);
}

static void test_few_samples(void **state)
{
    uint64_t one = 7, two[] = { 9, 4 };
    (void)state;
    struct spread spread = spread_of(&one, 1, 1);
    assert_int_equal(spread.min, 700);
    assert_int_equal(spread.median, 700);
    assert_int_equal(spread.p90, 700);
    spread = spread_of(two, 2, 1);
    assert_int_equal(spread.median, 400);
    assert_int_equal(spread.q3, 900);
    spread = spread_of(NULL, 0, 1);
    assert_int_equal(spread.samples, 0);
    assert_int_equal(spread.max, 0);
}

static void test_quartiles_are_in_order(void **state)
{
    uint64_t samples[401];
    uint32_t random = 1;
    (void)state;
    for (unsigned count = 1; count <= ARRAY_SIZE(samples); count++) {
        for (unsigned i = 0; i < count; i++)
            samples[i] = (random = random * 1664525 + 1013904223) >> 8;
        struct spread s = spread_of(samples, count, 3);
        assert_true(s.min <= s.q1 && s.q1 <= s.median && s.median <= s.q3 &&
                    s.q3 <= s.p90 && s.p90 <= s.max);
    }
}

/* 4096 reads in 10000 ticks are 2.44 each; and nothing overflows on the way. */
static void test_costs(void **state)
{
    uint64_t ticks = 10000, years = UINT64_MAX / 2;
    (void)state;
    assert_int_equal(spread_of(&ticks, 1, 4096).median, 244);
    assert_int_equal(spread_of(&years, 1, 1u << 24).median,
                     (uint64_t)(((__uint128_t)years * 100) >> 24));
}

static void test_ns(void **state)
{
    uint64_t ticks = 4200;
    (void)state;
    struct spread spread = spread_of(&ticks, 1, 1000); /* 4.20 each */
    spread = spread_in_ns(&spread, 2100000);           /* at 2.1 GHz */
    assert_int_equal(spread.samples, 1);
    assert_int_equal(spread.median, 200);
    assert_int_equal(spread.q1, 200);
}

static void test_ratio(void **state)
{
    (void)state;
    assert_int_equal(ratio_of(300, 100), 300);
    assert_int_equal(ratio_of(200, 300), 67);
    assert_int_equal(ratio_of(1, 3), 33);
    assert_int_equal(ratio_of(0, 3), 0);
    assert_int_equal(ratio_of(3, 0), 0);
}

static void test_crossover(void **state)
{
    const unsigned amount[] = { 1, 2, 8, 32 };
    const uint64_t each[] = { 10, 20, 80, 320 };
    (void)state;
    assert_int_equal(crossover(amount, each, 4, 80), 8);
    assert_int_equal(crossover(amount, each, 4, 50), 5);
    assert_int_equal(crossover(amount, each, 4, 51), 6);
    assert_int_equal(crossover(amount, each, 4, 320), 32);
    assert_int_equal(crossover(amount, each, 4, 321), 0);
    assert_int_equal(crossover(amount, each, 4, 3), 1);
    assert_int_equal(crossover(amount, each, 0, 3), 0);
}

/* Noise: costs in between do not disturb the result. */
static void test_crossover_of_uneven_costs(void **state)
{
    const unsigned amount[] = { 1, 2, 4 };
    const uint64_t each[] = { 30, 20, 40 };
    (void)state;
    assert_int_equal(crossover(amount, each, 3, 35), 4);
    assert_int_equal(crossover(amount, each, 3, 30), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorted),
        cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_few_samples),
        cmocka_unit_test(test_quartiles_are_in_order),
        cmocka_unit_test(test_costs),
        cmocka_unit_test(test_ns),
        cmocka_unit_test(test_ratio),
        cmocka_unit_test(test_crossover),
        cmocka_unit_test(test_crossover_of_uneven_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

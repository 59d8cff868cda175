/*
 * lib/divide.c against the host's own division. If one of these fails, the log's rates,
 * times and all numbers of more than 32 bits are wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "lib/divide.h"

/* The limits of carries and of the fast path for small divisors. */
static const uint64_t edges[] = {
    0,
    1,
    2,
    9,
    10,
    0xfffe,
    0xffff,
    0x10000,
    0x10001,
    0x7fffffff,
    0x80000000,
    0xffffffff,
    0x100000000,
    0x100000001,
    0x7fffffffffffffff,
    1ull << 63,
    (1ull << 63) + 1,
    UINT64_MAX - 1,
    UINT64_MAX,
};

static uint64_t random_bits(void)
{
    uint64_t value = 0;

    for (int i = 0; i < 5; i++)
        value = value << 15 ^ (uint64_t)rand();
    return value >> rand() % 64; /* all magnitudes equally often */
}

static void check(uint64_t value, uint64_t divisor)
{
    struct division got = divide64(value, divisor);
    uint32_t remainder = 0xdead;

    assert_true(got.quotient == value / divisor);
    assert_true(got.remainder == value % divisor);
    if (divisor > UINT32_MAX)
        return;
    assert_true(divide32(value, (uint32_t)divisor, &remainder) == value / divisor);
    assert_true(remainder == value % divisor);
    assert_true(divide32(value, (uint32_t)divisor, NULL) == value / divisor);
}

static void test_divides_as_the_host_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
        for (size_t j = 1; j < ARRAY_SIZE(edges); j++)
            check(edges[i], edges[j]);
    for (int i = 0; i < 200000; i++) {
        uint64_t divisor = random_bits();
        check(random_bits(), divisor == 0 ? 1 : divisor);
    }
}

/* A rate over zero time must look absurd, and must not stop the run. */
static void test_by_zero_is_the_largest_number(void **state)
{
    uint32_t remainder = 1;

    (void)state;
    assert_true(divide64(7, 0).quotient == UINT64_MAX);
    assert_true(divide64(7, 0).remainder == 0);
    assert_true(divide32(7, 0, &remainder) == UINT64_MAX);
    assert_int_equal(remainder, 0);
    assert_true(scale(0, 0, 0) == UINT64_MAX);
    assert_true(scale(5, 6, 0) == UINT64_MAX);
}

static void check_scale(uint64_t value, uint64_t multiplier, uint64_t divisor)
{
    unsigned __int128 exact = (unsigned __int128)value * multiplier / divisor;
    uint64_t expected = exact > UINT64_MAX ? UINT64_MAX : (uint64_t)exact;

    assert_true(scale(value, multiplier, divisor) == expected);
}

/* If a large count times 1000000 overflowed, the log would show a small rate. */
static void test_scales_through_128_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
        for (size_t j = 0; j < ARRAY_SIZE(edges); j++)
            for (size_t k = 1; k < ARRAY_SIZE(edges); k++)
                check_scale(edges[i], edges[j], edges[k]);
    for (int i = 0; i < 100000; i++) {
        uint64_t divisor = random_bits();
        check_scale(random_bits(), random_bits(), divisor == 0 ? 1 : divisor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_divides_as_the_host_does),
        cmocka_unit_test(test_by_zero_is_the_largest_number),
        cmocka_unit_test(test_scales_through_128_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

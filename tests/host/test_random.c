/* lib/random.c. If one of these fails, a seed in a log does not repeat its run, or some
 * schedules are tried more often than others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "lib/random.h"
#include "tests/host/fixture_within.h"

/* The published xoshiro128++: the first numbers from the state 1, 2, 3, 4, as the
 * authors' own program gives them. */
static void test_is_the_published_generator(void **state)
{
    static const uint32_t expected[] = { 641,       1573767,    3222811527, 3517856514,
                                         836907274, 4247214768, 3867114732, 1355841295,
                                         495546011, 621204420 };
    struct random random = { .word = { 1, 2, 3, 4 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
        assert_int_equal(random_u32(&random), expected[i]);
}

/* A trial must get the same numbers alone as in the whole catalogue. */
static void test_a_stream_depends_on_seed_and_name_only(void **state)
{
    struct random first, again, other;

    (void)state;
    random_seed(&first, 0x104110, "stress/pte/lockless");
    random_seed(&other, 0x104110, "stress/pte/no-recheck");
    random_u32(&other);
    memset(&again, 0xff, sizeof(again));
    random_seed(&again, 0x104110, "stress/pte/lockless");
    for (int i = 0; i < 100; i++)
        assert_int_equal(random_u32(&first), random_u32(&again));
}

/* The numbers behind released logs: a change voids their seeds. */
static void test_seeding_stays_as_it_is(void **state)
{
    struct random random;

    (void)state;
    random_seed(&random, 0x104110, "stress/pte/lockless");
    assert_int_equal(random_u32(&random), 1833481211u);
    assert_int_equal(random_u32(&random), 0xca0d8190);
    assert_int_equal(random_u32(&random), 0x82e70482);
}

/* Two trials, or two seeds, must not walk through the same schedules. */
static void test_streams_differ(void **state)
{
    static const char *const names[] = {
        "", "a", "b", "aa", "ab", "ba", "stress/pte/pmd"
    };
    struct random random[ARRAY_SIZE(names) * 64];
    size_t count = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 64; seed++)
        for (size_t i = 0; i < ARRAY_SIZE(names); i++)
            random_seed(&random[count++], seed < 32 ? seed : UINT64_MAX << (seed - 32),
                        names[i]);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(&random[i], &random[j], sizeof(random[i]));
}

/* Scaling or dividing 2^32 numbers down to these would give every third one twice as
 * often. */
static void test_below_is_even_and_in_range(void **state)
{
    enum { ROUNDS = 300000 };
    const uint32_t bound = 3u << 30;
    unsigned int thirds[3] = { 0 };
    struct random random;

    (void)state;
    random_seed(&random, 1, "below");
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t value = random_below(&random, bound);
        assert_true(value < bound);
        thirds[value % 3]++;
    }
    for (int i = 0; i < 3; i++)
        assert_within(thirds[i], ROUNDS / 3 - 1500, ROUNDS / 3 + 1500); /* 5 sigma */
    for (uint32_t small = 0; small <= 20; small++) {
        uint32_t seen = 0;
        for (int i = 0; i < 2000; i++)
            seen |= 1u << random_below(&random, small);
        assert_int_equal(seen, small == 0 ? 1 : (1u << small) - 1);
    }
    assert_true(random_below(&random, 1) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_the_published_generator),
        cmocka_unit_test(test_a_stream_depends_on_seed_and_name_only),
        cmocka_unit_test(test_seeding_stays_as_it_is),
        cmocka_unit_test(test_streams_differ),
        cmocka_unit_test(test_below_is_even_and_in_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

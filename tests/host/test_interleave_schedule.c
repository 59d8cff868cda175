/*
 * litmus/interleave/schedule.c and litmus/interleave/intern.c. If one of these fails, a
 * printed schedule replays another one, or schedules are left out although the check of
 * their number agrees, or two different states pass for one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/interleave/intern.h"
#include "litmus/interleave/schedule.h"

static struct schedule decoded(const char *text)
{
    struct schedule schedule;
    assert_true(schedule_decode(text, strlen(text), &schedule));
    return schedule;
}

static void assert_text(const struct schedule *schedule, const char *text)
{
    char bytes[SCHEDULE_TEXT_SIZE];
    schedule_encode(schedule, bytes);
    assert_string_equal(bytes, text);
}

static void test_text_of_moves(void **state)
{
    static const struct schedule mixed = { 7,
                                           { THREAD_READER, THREAD_READER, THREAD_WRITER,
                                             THREAD_SHOOTDOWN, THREAD_THIRD, THREAD_THIRD,
                                             THREAD_READER } };
    struct schedule back = decoded("r2wit2r");

    (void)state;
    assert_text(&mixed, "r2wit2r");
    assert_int_equal(back.count, mixed.count);
    assert_memory_equal(back.thread, mixed.thread, mixed.count);
}

static void test_other_spellings(void **state)
{
    struct schedule schedule;

    (void)state;
    schedule = decoded("rrw1w2");
    assert_text(&schedule, "r2w3");
    schedule = decoded("r002");
    assert_text(&schedule, "r2");
    schedule = decoded("r12w");
    assert_int_equal(schedule.count, 13);
    assert_text(&schedule, "r12w");
}

static void test_no_schedules(void **state)
{
    static const char *const texts[] = {
        "",    "2",  "x",    "r0",    "r2 w",        "R",
        "r-1", "2r", "r128", "r127w", "r4294967297", "r99999999999999999",
    };
    struct schedule schedule;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_false(schedule_decode(texts[i], strlen(texts[i]), &schedule));
    /* The length counts; there is no NUL. */
    assert_true(schedule_decode("r2w", 1, &schedule));
    assert_int_equal(schedule.count, 1);
}

/* The longest schedule, with its longest text, survives encoding and decoding. */
static void test_longest(void **state)
{
    struct schedule schedule = { .count = SCHEDULE_MOVES_MAX }, back;
    char text[SCHEDULE_TEXT_SIZE];

    (void)state;
    for (unsigned i = 0; i < SCHEDULE_MOVES_MAX; i++)
        schedule.thread[i] = i % 2;
    schedule_encode(&schedule, text);
    assert_int_equal(strlen(text), SCHEDULE_MOVES_MAX);
    assert_true(schedule_decode(text, strlen(text), &back));
    assert_int_equal(back.count, schedule.count);
    assert_memory_equal(back.thread, schedule.thread, sizeof(back.thread));
    memset(schedule.thread, THREAD_THIRD, sizeof(schedule.thread));
    assert_text(&schedule, "t127");
}

static void test_random_schedules(void **state)
{
    struct schedule schedule, back;
    char text[SCHEDULE_TEXT_SIZE];
    uint32_t seed = 1;

    (void)state;
    for (unsigned n = 0; n < 2000; n++) {
        memset(&schedule, 0, sizeof(schedule));
        memset(&back, 0, sizeof(back));
        schedule.count = 1 + n % SCHEDULE_MOVES_MAX;
        for (unsigned i = 0; i < schedule.count; i++) {
            seed = seed * 1664525u + 1013904223u;
            bool again = i && seed >> 30;
            schedule.thread[i] = again ? schedule.thread[i - 1] : (seed >> 20) % THREADS;
        }
        schedule_encode(&schedule, text);
        assert_true(schedule_decode(text, strlen(text), &back));
        assert_memory_equal(&back, &schedule, sizeof(back));
    }
}

static uint64_t orders(unsigned reader, unsigned writer, unsigned third,
                       unsigned shootdown)
{
    const unsigned moves[THREADS] = { reader, writer, third, shootdown };
    return interleavings(moves);
}

static void test_known_coefficients(void **state)
{
    (void)state;
    assert_int_equal(orders(0, 0, 0, 0), 1);
    assert_int_equal(orders(5, 0, 0, 0), 1);
    assert_int_equal(orders(2, 2, 0, 0), 6);
    assert_int_equal(orders(2, 12, 0, 0), 91);
    assert_int_equal(orders(2, 2, 2, 0), 90);
    assert_int_equal(orders(1, 2, 3, 4), 12600);
    assert_true(orders(32, 32, 0, 0) == 1832624140942590534u);
    /* C(68, 34) = 28453041475240576740, beyond 2^64. */
    assert_true(orders(34, 34, 0, 0) == 10006297401531025124u);
    assert_true(orders(34, 34, 0, 0) == orders(0, 34, 0, 34));
}

/* All orders of two threads' steps, from the first to the last: each once, each after the
 * one before it, and as many as the coefficient says. */
static void test_every_order(void **state)
{
    enum { READS = 4, WRITES = 5, ALL = READS + WRITES };
    struct schedule schedule = { 0 };
    char before[ALL + 1] = "", now[ALL + 1] = "";
    uint32_t enabled[SCHEDULE_MOVES_MAX];
    unsigned count = 0;

    (void)state;
    do {
        unsigned left[2] = { READS, WRITES };
        for (unsigned i = 0; i < ALL; i++) {
            enabled[i] = (left[0] != 0) | (left[1] != 0) << 1;
            if (i == schedule.count)
                schedule.thread[schedule.count++] = left[0] ? 0 : 1;
            assert_true(left[schedule.thread[i]]-- > 0);
            now[i] = (char)('a' + schedule.thread[i]);
        }
        assert_true(strcmp(before, now) < 0);
        memcpy(before, now, sizeof(now));
        count++;
    } while (schedule_next(&schedule, enabled));
    assert_int_equal(count, orders(READS, WRITES, 0, 0));
    assert_int_equal(schedule.count, 0);
}

static void test_pool(void **state)
{
    static uint32_t memory[600];
    static struct intern_table intern_table;
    uint32_t words[8] = { 1, 2, 3, 0, 0, 0, 0, 0 };
    size_t length;

    (void)state;
    intern_start(&intern_table, memory, sizeof(memory));
    uint32_t three = intern_number(&intern_table, words, 12);
    uint32_t four = intern_number(&intern_table, words, 16);
    uint32_t none = intern_number(&intern_table, words, 0);
    /* Trailing zeroes make another string. */
    assert_int_not_equal(three, four);
    assert_int_not_equal(none, three);
    assert_int_equal(intern_number(&intern_table, words, 12), three);
    assert_int_equal(intern_number(&intern_table, words, 16), four);
    assert_int_equal(intern_number(&intern_table, words, 0), none);
    assert_int_equal(intern_table.strings, 3);
    assert_memory_equal(intern_string(&intern_table, four, &length), words, 16);
    assert_int_equal(length, 16);

    /* Many more than fit: the ones that fitted keep their numbers. */
    uint32_t last = four, number = four, fitted = 0;
    for (words[7] = 0; number != INTERN_FULL; words[7]++) {
        last = number;
        number = intern_number(&intern_table, words, 32);
        fitted += number != INTERN_FULL;
    }
    assert_true(fitted > 40);
    words[7] = fitted - 1;
    assert_int_equal(intern_number(&intern_table, words, 32), last);
    assert_memory_equal(intern_string(&intern_table, last, &length), words, 32);
    assert_int_equal(intern_number(&intern_table, words, 12), three);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_of_moves),      cmocka_unit_test(test_other_spellings),
        cmocka_unit_test(test_no_schedules),       cmocka_unit_test(test_longest),
        cmocka_unit_test(test_random_schedules),   cmocka_unit_test(test_every_order),
        cmocka_unit_test(test_known_coefficients), cmocka_unit_test(test_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

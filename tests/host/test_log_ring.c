/*
 * kernel/log/log_ring.c. If one of these fails, scrolling back shows wrong lines, or the
 * log sent a second time differs from the first.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/log/log_ring.h"
#include "lib/compiler.h"

enum { SIZE = 64, WIDE = 10 };
static char bytes[SIZE];
static struct log_ring ring;

static int set_up(void **state)
{
    (void)state;
    ring = (struct log_ring){ .bytes = bytes, .size = SIZE };
    return 0;
}

static void write_text(const char *text)
{
    uint32_t sent = 0;

    log_ring_write(&ring, text, strlen(text), &sent);
}

static const char *row_at(uint32_t place)
{
    static char text[WIDE + 1];
    log_ring_row(&ring, place, WIDE, text);
    return text;
}

static void test_rows_of_lines(void **state)
{
    (void)state;
    write_text("one\r\n\r\nexactly 10\r\nlonger than ten\r\n");
    static const char *const rows[] = { "one", "", "exactly 10", "longer tha", "n ten" };
    uint32_t place = 0, places[ARRAY_SIZE(rows)];
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_string_equal(row_at(place), rows[i]);
        places[i] = place;
        place = log_ring_next_row(&ring, place, WIDE);
    }
    assert_int_equal(place, ring.total);
    assert_int_equal(log_ring_next_row(&ring, place, WIDE), place);
    for (size_t i = ARRAY_SIZE(rows); i-- > 0;) {
        place = log_ring_row_before(&ring, place, WIDE);
        assert_int_equal(place, places[i]);
    }
    assert_int_equal(log_ring_row_before(&ring, place, WIDE), 0);
}

/* The oldest whole line: the one before has lost its beginning. */
static void test_the_oldest_go_first(void **state)
{
    char text[SIZE];

    (void)state;
    for (unsigned i = 0; i < 20; i++) {
        snprintf(text, sizeof(text), "line %02u\r\n", i);
        write_text(text);
    }
    /* 180 bytes, of which 64 are kept: 7 lines of 9 and one byte. */
    assert_int_equal(log_ring_oldest(&ring), 117);
    assert_string_equal(row_at(117), "line 13");
    uint32_t place = ring.total;
    for (unsigned i = 0; i < 100; i++)
        place = log_ring_row_before(&ring, place, WIDE);
    assert_int_equal(place, 117);
}

/* A line that fills the ring is not whole, and no loop runs away. */
static void test_one_line_too_long(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SIZE; i++)
        write_text("xy");
    assert_int_equal(log_ring_oldest(&ring), ring.total);
    assert_int_equal(log_ring_row_before(&ring, ring.total, WIDE), ring.total);
    assert_string_equal(row_at(ring.total), "");
}

static void test_an_empty_log(void **state)
{
    (void)state;
    assert_int_equal(log_ring_oldest(&ring), 0);
    assert_int_equal(log_ring_next_row(&ring, 0, WIDE), 0);
    assert_int_equal(log_ring_row_before(&ring, 0, WIDE), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rows_of_lines, set_up),
        cmocka_unit_test_setup(test_the_oldest_go_first, set_up),
        cmocka_unit_test_setup(test_one_line_too_long, set_up),
        cmocka_unit_test_setup(test_an_empty_log, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

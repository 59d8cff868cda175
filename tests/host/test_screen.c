/*
 * arch/devices/screen.c on an array as EGA text memory. If one of these fails, a user
 * with only the screen misreads or misses the verdict.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "arch/devices/screen.h"
#include "arch/devices/screen_text.h"
#include "lib/compiler.h"
#include "tests/host/fixture_within.h"

enum { CELLS = SCREEN_ROWS * SCREEN_COLUMNS, GUARD = SCREEN_COLUMNS };
enum { VERDICT_ROWS = 3, LOG_ROWS = SCREEN_ROWS - VERDICT_ROWS };

/* The text buffer between two guards that must stay unchanged. */
static uint16_t memory[GUARD + CELLS + GUARD];
static struct screen screen;
static struct screen_text text_device;
static unsigned draws;

static void counted_draw(void *device, unsigned number, unsigned column, uint16_t cell)
{
    draws++;
    screen_text_draw(device, number, column, cell);
}

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(memory); i++)
        memory[i] = 0xDEAD;
    text_device.cells = memory + GUARD;
    screen_open(&screen, counted_draw, &text_device);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < GUARD; i++)
        if (memory[i] != 0xDEAD || memory[GUARD + CELLS + i] != 0xDEAD)
            return -1;
    return 0;
}

static void show_verdict(const char *text, uint8_t its_colour)
{
    screen_reserve_verdict(&screen, VERDICT_ROWS, its_colour);
    screen_put_text(&screen, LOG_ROWS + 1, 3, text, its_colour);
}

static void write_text(const char *text)
{
    screen_write(&screen, text, strlen(text));
}

/* The text of a row without the blanks at its end. */
static const char *row(unsigned number)
{
    static char text[SCREEN_COLUMNS + 1];
    unsigned length = 0;

    for (unsigned i = 0; i < SCREEN_COLUMNS; i++) {
        text[i] = (char)(memory[GUARD + number * SCREEN_COLUMNS + i] & 0xFF);
        if (text[i] != ' ')
            length = i + 1;
    }
    text[length] = '\0';
    return text;
}

static unsigned colour(unsigned number, unsigned column)
{
    return memory[GUARD + number * SCREEN_COLUMNS + column] >> 8;
}

static void test_opening_clears(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CELLS; i++)
        assert_int_equal(memory[GUARD + i], SCREEN_PLAIN << 8 | ' ');
}

static void test_lines_and_what_is_left_out(void **state)
{
    (void)state;
    write_text("one\r\ntwo \x1b[1m\tx\x7f\xc3\xbc\r\n\nfour");
    assert_string_equal(row(0), "one");
    assert_string_equal(row(1), "two [1mx??");
    assert_string_equal(row(2), "");
    assert_string_equal(row(3), "four");
}

/* A line of exactly 80 characters takes one row: otherwise every full line would leave a
 * gap. */
static void test_wraps_at_the_last_column(void **state)
{
    char text[SCREEN_COLUMNS + 1];

    (void)state;
    memset(text, 'a', SCREEN_COLUMNS);
    text[SCREEN_COLUMNS] = '\0';
    write_text(text);
    write_text("\nnext\n");
    assert_string_equal(row(0), text);
    assert_string_equal(row(1), "next");
    write_text(text);
    write_text("b");
    assert_string_equal(row(2), text);
    assert_string_equal(row(3), "b");
}

static void write_lines(unsigned from, unsigned to)
{
    char text[32];

    for (unsigned i = from; i <= to; i++) {
        snprintf(text, sizeof(text), "line %u\n", i);
        write_text(text);
    }
}

static void assert_lines(unsigned first_row, unsigned from, unsigned to)
{
    char text[32];

    for (unsigned i = from; i <= to; i++) {
        snprintf(text, sizeof(text), "line %u", i);
        assert_string_equal(row(first_row + i - from), text);
    }
}

static void test_scrolls(void **state)
{
    (void)state;
    write_lines(1, SCREEN_ROWS); /* all fit: no scrolling yet */
    assert_lines(0, 1, SCREEN_ROWS);
    write_lines(SCREEN_ROWS + 1, 60);
    assert_lines(0, 60 - SCREEN_ROWS + 1, 60);
}

/* The rest of a longer line would look like part of the new one. */
static void test_a_new_row_is_empty(void **state)
{
    (void)state;
    write_lines(1, SCREEN_ROWS - 1);
    write_text("a long line at the bottom\n\n\n");
    write_text("x");
    assert_string_equal(row(SCREEN_ROWS - 1), "x");
    assert_string_equal(row(SCREEN_ROWS - 2), "");
    assert_string_equal(row(SCREEN_ROWS - 4), "a long line at the bottom");
}

static void test_verdict_stands_at_the_bottom(void **state)
{
    (void)state;
    show_verdict("HOLDS", SCREEN_GREEN);
    for (unsigned number = LOG_ROWS; number < SCREEN_ROWS; number++)
        for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
            assert_int_equal(colour(number, column), SCREEN_GREEN);
    assert_int_equal(colour(LOG_ROWS - 1, 0), SCREEN_PLAIN);
    assert_string_equal(row(LOG_ROWS + 1) + strspn(row(LOG_ROWS + 1), " "), "HOLDS");
    assert_string_equal(row(LOG_ROWS), "");
    assert_string_equal(row(LOG_ROWS + 2), "");
}

/* The newest lines stay visible, and the log cannot push the verdict away. */
static void test_log_goes_on_above_the_verdict(void **state)
{
    (void)state;
    write_lines(1, SCREEN_ROWS);
    show_verdict("VIOLATED", SCREEN_RED);
    assert_lines(0, 1 + VERDICT_ROWS, SCREEN_ROWS);
    write_lines(26, 90);
    assert_lines(0, 90 - LOG_ROWS + 1, 90);
    assert_int_equal(colour(LOG_ROWS, 0), SCREEN_RED);
    assert_non_null(strstr(row(LOG_ROWS + 1), "VIOLATED"));
}

static void test_verdict_does_not_scroll_a_short_log(void **state)
{
    (void)state;
    write_lines(1, LOG_ROWS);
    show_verdict("ERROR", SCREEN_YELLOW);
    assert_lines(0, 1, LOG_ROWS);
    write_text("partial");
    assert_string_equal(row(LOG_ROWS - 1), "partial");
}

static void test_verdict_after_an_unfinished_line(void **state)
{
    (void)state;
    write_lines(1, LOG_ROWS);
    write_text("partial");
    show_verdict("ERROR", SCREEN_YELLOW);
    assert_string_equal(row(LOG_ROWS - 1), "partial");
    write_text(" more");
    assert_string_equal(row(LOG_ROWS - 1), "partial more");
}

/* The status must not cost the newest lines. */
static void test_status_rows_keep_the_newest_lines(void **state)
{
    (void)state;
    write_lines(1, SCREEN_ROWS);
    screen_reserve_status(&screen, 5);
    for (unsigned number = 0; number < 5; number++)
        assert_string_equal(row(number), "");
    assert_lines(5, 6, SCREEN_ROWS);
    write_lines(26, 90);
    assert_string_equal(row(4), "");
    assert_lines(5, 71, 90);
    screen_reserve_status(&screen, 0);
    assert_lines(0, 71, 90);
    assert_string_equal(row(20), "");
    write_text("next");
    assert_string_equal(row(20), "next");
}

static void test_a_short_log_moves_below_the_status(void **state)
{
    (void)state;
    write_lines(1, 8);
    write_text("partial");
    screen_reserve_status(&screen, 3);
    assert_string_equal(row(2), "");
    assert_lines(3, 1, 8);
    assert_string_equal(row(11), "partial");
    write_text(" more\n");
    assert_string_equal(row(11), "partial more");
    assert_string_equal(row(12), "");
    screen_reserve_status(&screen, 1000);
    assert_string_equal(row(SCREEN_STATUS_ROWS_MAX - 1), "");
    assert_lines(SCREEN_STATUS_ROWS_MAX, 1, 8);
}

/* Status, log and verdict each in their rows, in any order. */
static void test_status_and_verdict_together(void **state)
{
    (void)state;
    screen_reserve_status(&screen, 4);
    screen_put_text(&screen, 0, 0, "lohilo", SCREEN_BRIGHT);
    write_lines(1, 60);
    show_verdict("HOLDS", SCREEN_GREEN);
    write_lines(61, 99);
    assert_string_equal(row(0), "lohilo");
    assert_int_equal(colour(0, 0), SCREEN_BRIGHT);
    assert_lines(4, 99 - (LOG_ROWS - 4) + 1, 99);
    assert_int_equal(colour(LOG_ROWS, 0), SCREEN_GREEN);
    screen_reserve_status(&screen, 2);
    assert_string_equal(row(0), "lohilo");
    assert_lines(2, 99 - (LOG_ROWS - 4) + 1, 99);
    assert_int_equal(colour(LOG_ROWS, 0), SCREEN_GREEN);
}

static void test_cells_are_put_inside_only(void **state)
{
    (void)state;
    screen_put(&screen, SCREEN_ROWS, 0, 'x', SCREEN_PLAIN);
    screen_put(&screen, 0, SCREEN_COLUMNS, 'x', SCREEN_PLAIN);
    screen_put(&screen, 3, 7, '\n', SCREEN_RED);
    screen_put_text(&screen, 24, 78, "abcd", SCREEN_PLAIN);
    assert_string_equal(row(0), "");
    assert_string_equal(row(3), "       ?");
    assert_int_equal(colour(3, 7), SCREEN_RED);
    assert_string_equal(row(24) + 78, "ab");
}

/* Video memory is slow: unchanged cells are not drawn again. */
static void test_only_what_changes_is_drawn(void **state)
{
    (void)state;
    write_lines(10, 10 + SCREEN_ROWS - 1);
    draws = 0;
    write_text("line 35"); /* each row's last digit or last two change */
    assert_within(draws, SCREEN_ROWS, 3 * SCREEN_ROWS);
    draws = 0;
    screen_put_text(&screen, SCREEN_ROWS - 1, 0, "line 36", SCREEN_PLAIN);
    assert_int_equal(draws, 1);
    screen_redraw(&screen);
    assert_int_equal(draws, 1 + CELLS);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(test_opening_clears),
        TEST(test_lines_and_what_is_left_out),
        TEST(test_wraps_at_the_last_column),
        TEST(test_scrolls),
        TEST(test_a_new_row_is_empty),
        TEST(test_verdict_stands_at_the_bottom),
        TEST(test_log_goes_on_above_the_verdict),
        TEST(test_verdict_does_not_scroll_a_short_log),
        TEST(test_verdict_after_an_unfinished_line),
        TEST(test_status_rows_keep_the_newest_lines),
        TEST(test_a_short_log_moves_below_the_status),
        TEST(test_status_and_verdict_together),
        TEST(test_cells_are_put_inside_only),
        TEST(test_only_what_changes_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

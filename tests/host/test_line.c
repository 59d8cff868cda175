/* lib/line.c and lib/text.c. If one of these fails, a message is cut without a mark, or a
 * line that is too long overflows its buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/line.h"
#include "lib/text.h"

struct memory {
    struct line_sink sink;
    char text[LINE_MAX_LENGTH + 1];
    int lines;
};

static void remember(struct line_sink *sink, const char *text)
{
    struct memory *memory = (struct memory *)sink;

    assert_true(strlen(text) <= LINE_MAX_LENGTH);
    strcpy(memory->text, text);
    memory->lines++;
}

static void test_formats_one_line(void **state)
{
    struct memory memory = { .sink = { .emit = remember } };

    (void)state;
    line(&memory.sink, "cpu %d of %s", 3, "four");
    assert_string_equal(memory.text, "cpu 3 of four");
    assert_int_equal(memory.lines, 1);
    line(&memory.sink, "%s", "");
    assert_string_equal(memory.text, "");
    assert_int_equal(memory.lines, 2);
}

static void test_longest_line_is_whole_and_a_longer_one_ends_in_dots(void **state)
{
    struct memory memory = { .sink = { .emit = remember } };
    char text[LINE_MAX_LENGTH + 100];

    (void)state;
    for (int length = LINE_MAX_LENGTH - 1; length < LINE_MAX_LENGTH + 50; length++) {
        memset(text, 'x', sizeof(text));
        text[length] = '\0';
        line(&memory.sink, "%s", text);
        if (length > LINE_MAX_LENGTH)
            strcpy(&text[LINE_MAX_LENGTH - 3], "...");
        assert_string_equal(memory.text, text);
    }
}

/* A parser without a sink must not crash when it reports something. */
static void test_no_sink_swallows_the_line(void **state)
{
    (void)state;
    line(NULL, "nobody hears %s", "this");
}

static void test_text_grows_and_says_when_it_was_cut(void **state)
{
    char bytes[8];
    struct text text;

    (void)state;
    text_start(&text, bytes, sizeof(bytes));
    assert_string_equal(bytes, "");
    text_add(&text, "%d,", 12);
    text_add(&text, "%s", "abcd");
    assert_string_equal(bytes, "12,abcd");
    assert_true(text_fits(&text));
    text_add(&text, "e");
    assert_false(text_fits(&text));
    text_add(&text, "fgh");
    assert_string_equal(bytes, "12,abcd");
    assert_int_equal(text.length, 11);
}

/* A list that ends in "and 5 more" names whole items, and always has room for that
 * end. */
static void test_a_piece_is_added_whole_or_not_at_all(void **state)
{
    char bytes[8];
    struct text text;

    (void)state;
    text_start(&text, bytes, sizeof(bytes));
    assert_true(text_add_whole(&text, "abc", 4));
    assert_false(text_add_whole(&text, "d", 4));
    assert_true(text_add_whole(&text, "d", 3));
    assert_string_equal(bytes, "abcd");
    assert_true(text_add_whole(&text, "efg", 0));
    assert_false(text_add_whole(&text, "h", 0));
    assert_string_equal(bytes, "abcdefg");
    assert_true(text_fits(&text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats_one_line),
        cmocka_unit_test(test_longest_line_is_whole_and_a_longer_one_ends_in_dots),
        cmocka_unit_test(test_no_sink_swallows_the_line),
        cmocka_unit_test(test_text_grows_and_says_when_it_was_cut),
        cmocka_unit_test(test_a_piece_is_added_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * arch/devices/font.c. If one of these fails, users confuse two characters, or see a gap
 * for one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/devices/font.h"

struct glyph {
    uint8_t row[FONT_HEIGHT];
};

static struct glyph glyph_of(unsigned character)
{
    struct glyph glyph;

    for (unsigned row = 0; row < FONT_HEIGHT; row++)
        glyph.row[row] = font_row((uint8_t)character, row);
    return glyph;
}

static unsigned pixels(const struct glyph *glyph)
{
    unsigned count = 0;

    for (unsigned row = 0; row < FONT_HEIGHT; row++)
        count += (unsigned)__builtin_popcount(glyph->row[row]);
    return count;
}

static void test_only_the_blank_is_empty(void **state)
{
    (void)state;
    for (unsigned c = FONT_FIRST; c <= FONT_LAST; c++) {
        struct glyph glyph = glyph_of(c);
        if ((pixels(&glyph) == 0) != (c == ' '))
            fail_msg("character '%c' has %u pixels", c, pixels(&glyph));
    }
}

static void test_no_two_look_alike(void **state)
{
    (void)state;
    for (unsigned a = FONT_FIRST; a <= FONT_LAST + 1; a++) /* also against the box */
        for (unsigned b = FONT_FIRST; b < a; b++) {
            struct glyph first = glyph_of(a), second = glyph_of(b);
            if (!memcmp(&first, &second, sizeof(first)))
                fail_msg("'%c' and '%c' are the same", b, a);
        }
}

/* Adjacent characters and lines must not merge. */
static void test_cells_do_not_touch(void **state)
{
    (void)state;
    for (unsigned c = FONT_FIRST; c <= FONT_LAST; c++)
        for (unsigned row = 0; row < FONT_HEIGHT; row++) {
            uint8_t bits = font_row((uint8_t)c, row);
            if ((bits & 1) || (bits && (row < 2 || row == FONT_HEIGHT - 1)))
                fail_msg("'%c' touches the edge of its cell in row %u", c, row);
        }
}

/* The rows match the drawing: an L is a stem with a foot on the tenth. */
static void test_an_l_is_an_l(void **state)
{
    (void)state;
    for (unsigned row = 2; row < 11; row++)
        assert_int_equal(font_row('L', row), 0x40);
    assert_int_equal(font_row('L', 11), 0x7E);
    assert_int_equal(font_row('L', 12), 0);
}

static void test_what_is_not_ascii_is_a_box(void **state)
{
    struct glyph box = glyph_of(0x7F);

    (void)state;
    assert_true(pixels(&box) > 20);
    for (unsigned c = 0; c < 256; c++) {
        struct glyph glyph = glyph_of(c);
        if (c < FONT_FIRST || c > FONT_LAST)
            assert_memory_equal(&glyph, &box, sizeof(box));
    }
    assert_int_equal(font_row('A', FONT_HEIGHT), 0);
    assert_int_equal(font_row('A', 1000), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_the_blank_is_empty),
        cmocka_unit_test(test_no_two_look_alike),
        cmocka_unit_test(test_cells_do_not_touch),
        cmocka_unit_test(test_an_l_is_an_l),
        cmocka_unit_test(test_what_is_not_ascii_is_a_box),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * arch/devices/framebuffer.c on an array. If one of these fails, a machine without text
 * mode shows nothing or rubbish, or drawing destroys memory outside the screen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/devices/font.h"
#include "arch/devices/framebuffer.h"
#include "arch/devices/screen.h"
#include "lib/compiler.h"
#include "tests/host/fixture_lines.h"

enum { GUARD_BYTES = 64 };

static const struct framebuffer_mode vga32 = {
    .address = 0x80000000,
    .pitch = 2560,
    .width = 640,
    .height = 480,
    .bits_per_pixel = 32,
    .red = { 16, 8 },
    .green = { 8, 8 },
    .blue = { 0, 8 },
};

static struct fixture_lines lines;
static struct framebuffer framebuffer;
static uint8_t *allocated, *memory;

/* Memory of exactly the mode's size, between guards. */
static void start(const struct framebuffer_mode *mode)
{
    size_t size = (size_t)framebuffer_size(mode);

    assert_true(framebuffer_init(&framebuffer, mode, fixture_lines_start(&lines)));
    allocated = malloc(size + 2 * GUARD_BYTES);
    assert_non_null(allocated);
    memset(allocated, 0x5A, size + 2 * GUARD_BYTES);
    memory = allocated + GUARD_BYTES;
    framebuffer_clear(&framebuffer, memory);
}

static void finish(void)
{
    size_t size = (size_t)framebuffer_size(&framebuffer.mode);

    for (size_t i = 0; i < GUARD_BYTES; i++)
        if (allocated[i] != 0x5A || memory[size + i] != 0x5A)
            fail_msg("memory beside the screen was written");
    free(allocated);
}

static uint32_t pixel(unsigned x, unsigned y)
{
    unsigned bytes = (framebuffer.mode.bits_per_pixel + 7u) / 8;
    const uint8_t *at = memory + y * framebuffer.mode.pitch + x * bytes;
    uint32_t value = 0;

    for (unsigned i = 0; i < bytes; i++)
        value |= (uint32_t)at[i] << 8 * i;
    return value;
}

/* Compares one cell with the font. */
static void assert_cell(unsigned row, unsigned column, char character, uint32_t ink,
                        uint32_t paper)
{
    unsigned scale = framebuffer.scale;

    for (unsigned y = 0; y < FONT_HEIGHT * scale; y++)
        for (unsigned x = 0; x < FONT_WIDTH * scale; x++) {
            bool set = font_row((uint8_t)character, y / scale) >> (7 - x / scale) & 1;
            uint32_t got = pixel(framebuffer.left + column * FONT_WIDTH * scale + x,
                                 framebuffer.top + row * FONT_HEIGHT * scale + y);
            if (got != (set ? ink : paper))
                fail_msg("cell %u, %u: pixel %u, %u is %06x", row, column, x, y, got);
        }
}

static void draw_corners(void)
{
    framebuffer_draw(&framebuffer, 0, 0, SCREEN_GREEN << 8 | 'h');
    framebuffer_draw(&framebuffer, SCREEN_ROWS - 1, SCREEN_COLUMNS - 1,
                     SCREEN_PLAIN << 8 | '@');
}

/* Every depth that loaders set, with odd pitches; 4K to check the scale. */
static void test_every_depth(void **state)
{
    static const struct {
        struct framebuffer_mode mode;
        unsigned scale, left, top;
        uint32_t white, green, grey; /* the expected pixels */
    } row[] = {
        /* clang-format off */
        {{0x80000000, 2560, 640, 400, 32, {16, 8}, {8, 8}, {0, 8}},
         1, 0, 0, 0xFFFFFF, 0x00AA00, 0xAAAAAA},
        {{0xFD000000, 2400, 800, 600, 24, {16, 8}, {8, 8}, {0, 8}},
         1, 80, 100, 0xFFFFFF, 0x00AA00, 0xAAAAAA},
        {{0xFD000000, 2405, 800, 600, 24, {0, 8}, {8, 8}, {16, 8}},
         1, 80, 100, 0xFFFFFF, 0x00AA00, 0xAAAAAA},
        {{0xFD000000, 2050, 1024, 768, 16, {11, 5}, {5, 6}, {0, 5}},
         1, 192, 184, 0xFFFF, 42 << 5, 21 << 11 | 42 << 5 | 21},
        {{0xFD000000, 2560, 1280, 800, 15, {10, 5}, {5, 5}, {0, 5}},
         2, 0, 0, 0x7FFF, 21 << 5, 21 << 10 | 21 << 5 | 21},
        {{0x4000000000, 15360, 3840, 2160, 32, {20, 10}, {10, 10}, {0, 10}},
         5, 320, 80, 0xFFu << 22 | 0xFF << 12 | 0xFF << 2, 0xAA << 12,
         0xAAu << 22 | 0xAA << 12 | 0xAA << 2},
        /* clang-format on */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
        start(&row[i].mode);
        assert_int_equal(framebuffer.scale, row[i].scale);
        assert_int_equal(framebuffer.left, row[i].left);
        assert_int_equal(framebuffer.top, row[i].top);
        draw_corners();
        assert_cell(0, 0, 'h', row[i].white, row[i].green);
        assert_cell(SCREEN_ROWS - 1, SCREEN_COLUMNS - 1, '@', row[i].grey, 0);
        assert_cell(0, 1, ' ', 0, 0);
        finish();
    }
}

/* Remains of the boot menu around the cells would look like part of them. */
static void test_clearing_reaches_every_pixel(void **state)
{
    (void)state;
    start(&vga32);
    for (unsigned y = 0; y < vga32.height; y++)
        for (unsigned x = 0; x < vga32.width; x++)
            assert_int_equal(pixel(x, y), 0);
    finish();
}

/* Above 4 GiB nothing is drawn before it is mapped; then everything appears. */
static void test_late_memory_shows_all(void **state)
{
    static struct screen screen;
    size_t size = (size_t)framebuffer_size(&vga32);

    (void)state;
    assert_true(framebuffer_init(&framebuffer, &vga32, fixture_lines_start(&lines)));
    screen_open(&screen, framebuffer_draw, &framebuffer);
    screen_write(&screen, "KTAP", 4);
    allocated = calloc(1, size + 2 * GUARD_BYTES);
    memset(allocated, 0x5A, size + 2 * GUARD_BYTES);
    memory = allocated + GUARD_BYTES;
    framebuffer_clear(&framebuffer, memory);
    screen_redraw(&screen);
    assert_cell(0, 0, 'K', 0xAAAAAA, 0);
    assert_cell(0, 3, 'P', 0xAAAAAA, 0);
    finish();
}

static void test_impossible_modes_are_refused(void **state)
{
    struct framebuffer_mode mode[20];
    unsigned count = 0;

#define WITH(field, value) mode[count] = vga32, mode[count++].field = value
    WITH(bits_per_pixel, 8);
    WITH(bits_per_pixel, 0);
    WITH(bits_per_pixel, 64);
    WITH(red.bits, 0);
    WITH(red.bits, 33);
    WITH(green.position, 25);
    WITH(blue.position, 255);
    WITH(width, 639);
    WITH(height, 399);
    WITH(width, 0xFFFFFFFF);
    WITH(height, 0xFFFFFFFF);
    WITH(height, 16385);
    WITH(pitch, 2559);
    WITH(pitch, 0);
    WITH(pitch, 0xFFFFFFFF);
    WITH(address, 0);
    WITH(address, 0xA0000);
    WITH(address, UINT64_MAX);
    WITH(address, (1ull << 52) - 2560 * 480 + 1);
    mode[count] = vga32;
    mode[count].pitch = 16384 * 8;
    mode[count++].height = 16384;
#undef WITH
    (void)state;
    assert_int_equal(count, ARRAY_SIZE(mode));
    for (unsigned i = 0; i < count; i++) {
        if (framebuffer_init(&framebuffer, &mode[i], fixture_lines_start(&lines)))
            fail_msg("mode %u was taken", i);
        assert_said(&lines, "not used: ");
    }
}

static void test_the_log_says_what_it_is(void **state)
{
    (void)state;
    assert_true(framebuffer_init(&framebuffer, &vga32, fixture_lines_start(&lines)));
    assert_said(&lines,
                "screen: framebuffer 640x480, 32 bits, pitch 2560, at 0x80000000");
    assert_not_said(&lines, "not used");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_depth),
        cmocka_unit_test(test_clearing_reaches_every_pixel),
        cmocka_unit_test(test_late_memory_shows_all),
        cmocka_unit_test(test_impossible_modes_are_refused),
        cmocka_unit_test(test_the_log_says_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

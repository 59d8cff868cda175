/*
 * The part of arch/devices/screen_text_probe.c that needs no hardware. If one of these
 * fails, lohilo writes its log into memory that is no screen, or leaves an existing
 * screen dark.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/devices/screen_text_probe.h"

static uint8_t low[0x500];
static const struct physical_view memory = { .bytes = low,
                                             .start = 0,
                                             .size = sizeof(low) };

/* The BIOS data area of a VGA in mode 3. */
static int set_up(void **state)
{
    (void)state;
    memset(low, 0, sizeof(low));
    low[0x449] = 3;
    low[0x44A] = 80;
    low[0x463] = 0xD4;
    low[0x464] = 0x03;
    return 0;
}

static void test_the_usual(void **state)
{
    (void)state;
    assert_null(screen_text_not_set(&memory));
    low[0x449] = 2;
    assert_null(screen_text_not_set(&memory));
}

static void test_no_bios(void **state)
{
    static const struct physical_view nothing = { .bytes = low,
                                                  .start = 0,
                                                  .size = 0x449 };

    (void)state;
    assert_non_null(screen_text_not_set(&nothing));
    memset(low, 0, sizeof(low));
    assert_non_null(
        strstr(screen_text_not_set(&memory), "neither the loader nor a BIOS"));
    memset(low, 0xFF, sizeof(low));
    assert_non_null(screen_text_not_set(&memory));
}

static void test_another_mode(void **state)
{
    static const uint8_t others[] = { 0, 1, 4, 6, 7, 0x12, 0x13, 0x83 };

    (void)state;
    for (unsigned i = 0; i < sizeof(others); i++) {
        low[0x449] = others[i];
        assert_non_null(strstr(screen_text_not_set(&memory), "another mode"));
    }
    set_up(NULL);
    low[0x44A] = 132;
    assert_non_null(strstr(screen_text_not_set(&memory), "80 columns"));
    set_up(NULL);
    low[0x463] = 0xB4;
    assert_non_null(strstr(screen_text_not_set(&memory), "0x3d4"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_the_usual, set_up),
        cmocka_unit_test_setup(test_no_bios, set_up),
        cmocka_unit_test_setup(test_another_mode, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

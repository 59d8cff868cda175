/*
 * kernel/screen/keys.c. If one of these fails, releasing a key or pressing an arrow stops
 * a run, or a stop key does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/screen/keys.h"

/* The meaning of a row of bytes that contains at most one key. */
static enum key meaning(enum key (*decode)(struct key_decoder *, uint8_t),
                        struct key_decoder *decoder, const char *bytes, size_t length)
{
    enum key found = KEY_NONE;

    for (size_t i = 0; i < length; i++) {
        enum key key = decode(decoder, (uint8_t)bytes[i]);
        if (key == KEY_NONE)
            continue;
        assert_int_equal(found, KEY_NONE);
        found = key;
    }
    return found;
}

#define CODES(text) meaning(key_from_scan_code, &decoder, (text), sizeof(text) - 1)
#define TYPED(text) meaning(key_from_terminal, &decoder, (text), sizeof(text) - 1)

static void test_letters_on_the_keyboard(void **state)
{
    struct key_decoder decoder = { 0 };

    (void)state;
    assert_int_equal(CODES("\x10\x90"), KEY_STOP); /* q down, q up */
    assert_int_equal(CODES("\x1F\x9F"), KEY_STOP);
    assert_int_equal(CODES("\x25\xA5"), KEY_UP);
    assert_int_equal(CODES("\x16\x96"), KEY_PAGE_UP);
    assert_int_equal(CODES("\x26\xA6"), KEY_LOG);
    assert_int_equal(CODES("\x13\x93"), KEY_REBOOT);
    assert_int_equal(CODES("\x19\x99"), KEY_OFF);
    assert_int_equal(CODES("\x1E\x9E"), KEY_NONE);         /* a */
    assert_int_equal(CODES("\x2A\x10\x90\xAA"), KEY_STOP); /* with shift */
}

/* 0xE0 0x10 is a media key, not q; its release must leave nothing behind. */
static void test_extended_codes(void **state)
{
    struct key_decoder decoder = { 0 };

    (void)state;
    assert_int_equal(CODES("\xE0\x48\xE0\xC8"), KEY_UP);
    assert_int_equal(CODES("\xE0\x49"), KEY_PAGE_UP);
    assert_int_equal(CODES("\xE0\x10\xE0\x90"), KEY_NONE);
    assert_int_equal(CODES("\xE0\x2A\xE0\x51"), KEY_PAGE_DOWN); /* after a false shift */
    assert_int_equal(CODES("\x10"), KEY_STOP);
}

/* Pause sends E1 1D 45 E1 9D C5 in one go, and must not swallow the next key. */
static void test_pause(void **state)
{
    struct key_decoder decoder = { 0 };

    (void)state;
    assert_int_equal(CODES("\xE1\x1D\x45\xE1\x9D\xC5"), KEY_NONE);
    assert_int_equal(CODES("\x10"), KEY_STOP);
}

static void test_letters_from_a_terminal(void **state)
{
    struct key_decoder decoder = { 0 };

    (void)state;
    assert_int_equal(TYPED("q"), KEY_STOP);
    assert_int_equal(TYPED("Q"), KEY_STOP);
    assert_int_equal(TYPED("k"), KEY_UP);
    assert_int_equal(TYPED("e"), KEY_NEWEST);
    assert_int_equal(TYPED("x\r\n\t 7"), KEY_NONE);
    assert_int_equal(TYPED("\xF1\x00\xFF"), KEY_NONE);
}

/* Letters and digits within a sequence are not keys, even in an unknown sequence. */
static void test_escape_sequences(void **state)
{
    struct key_decoder decoder = { 0 };

    (void)state;
    assert_int_equal(TYPED("\x1B[A"), KEY_UP);
    assert_int_equal(TYPED("\x1BOB"), KEY_DOWN);
    assert_int_equal(TYPED("\x1B[5~"), KEY_PAGE_UP);
    assert_int_equal(TYPED("\x1B[6~"), KEY_PAGE_DOWN);
    assert_int_equal(TYPED("\x1B[1;5H"), KEY_OLDEST);
    assert_int_equal(TYPED("\x1B[24~"), KEY_NONE);
    assert_int_equal(TYPED("\x1B[5555555555~"), KEY_NONE);
    assert_int_equal(TYPED("\x1BOS"), KEY_NONE);  /* F4, not s */
    assert_int_equal(TYPED("\x1B[3q"), KEY_NONE); /* ends in q */
    assert_int_equal(TYPED("\x1B\x1B[A"), KEY_UP);
    assert_int_equal(TYPED("q"), KEY_STOP);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters_on_the_keyboard),
        cmocka_unit_test(test_extended_codes),
        cmocka_unit_test(test_pause),
        cmocka_unit_test(test_letters_from_a_terminal),
        cmocka_unit_test(test_escape_sequences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

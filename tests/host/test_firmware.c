/*
 * arch/firmware/firmware.c. If one of these fails, every parser of firmware tables reads
 * out of bounds, searches in the wrong place, or prints terminal commands.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/firmware/firmware.h"
#include "lib/checksum.h"
#include "tests/host/fixture_lines.h"
#include "tests/host/fixture_memory.h"

static struct fixture_lines lines;

static void test_reads_what_is_inside_and_nothing_else(void **state)
{
    struct fixture_memory memory = fixture_memory_new(0x1000, 16);
    uint8_t out[17];

    (void)state;
    fixture_put(&memory, 0x1000, "0123456789ABCDEF", 16);
    assert_true(firmware_read(&memory.view, 0x1000, out, 16));
    assert_memory_equal(out, "0123456789ABCDEF", 16);
    assert_true(firmware_read(&memory.view, 0x100F, out, 1));
    assert_int_equal(out[0], 'F');
    memset(out, 'x', sizeof(out));
    assert_false(firmware_read(&memory.view, 0xFFF, out, 1));
    assert_false(firmware_read(&memory.view, 0x1000, out, 17));
    assert_false(firmware_read(&memory.view, 0x100F, out, 2));
    assert_false(firmware_read(&memory.view, 0x1010, out, 1));
    assert_false(firmware_read(&memory.view, UINT64_MAX, out, 1));
    assert_int_equal(out[0], 'x');
    fixture_memory_free(&memory);
}

static void test_address_0_is_one_like_any_other(void **state)
{
    struct fixture_memory memory = fixture_memory_new(0, 16);
    const uint8_t *bytes = NULL;
    uint8_t byte = 0;

    (void)state;
    fixture_put(&memory, 0, "ab", 2);
    assert_true(firmware_read(&memory.view, 0, &byte, 1));
    assert_int_equal(byte, 'a');
    assert_true(physical_bytes(&memory.view, 0, 16, &bytes));
    assert_ptr_equal(bytes, memory.bytes);
    assert_false(physical_bytes(&memory.view, 0, 17, &bytes));
    fixture_memory_free(&memory);
}

/* As in the kernel: address 0 is at NULL, and NULL does not mean a refusal. */
static void test_a_view_of_the_machine(void **state)
{
    static const struct physical_view machine = { .bytes = NULL, .start = 0, .size = 16 };
    uint8_t byte;
    const uint8_t *bytes = &byte;

    (void)state;
    assert_true(physical_bytes(&machine, 0, 16, &bytes));
    assert_null(bytes);
    bytes = &byte;
    assert_false(physical_bytes(&machine, 0, 17, &bytes));
    assert_ptr_equal(bytes, &byte);
}

static void test_scan_keeps_to_its_area(void **state)
{
    static const struct {
        uint32_t start, end, expected;
    } row[] = {
        { 0x1000, 0x1100, 0x1040 }, { 0x1040, 0x1100, 0x1040 },
        { 0x1041, 0x1100, 0x1080 }, { 0x1000, 0x1044, 0x1040 },
        { 0x1000, 0x1043, 0 },      { 0x1000, 0x1040, 0 },
        { 0x1081, 0x1100, 0 },      { 0x1000, 0x1000, 0 },
        { 0x1100, 0x1000, 0 },      { 0, 0, 0 },
        { 0, 0x2000, 0x1040 },
    };
    struct fixture_memory memory = fixture_memory_new(0x1000, 0x100);

    (void)state;
    fixture_put(&memory, 0x1028, "_MP_", 4); /* not on a 16-byte boundary */
    fixture_put(&memory, 0x1040, "_MP_", 4);
    fixture_put(&memory, 0x1080, "_MP_", 4);
    fixture_put(&memory, 0x10C0, "_MPX", 4);
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        struct firmware_area area = { row[i].start, row[i].end };
        assert_int_equal(firmware_scan(&memory.view, &area, "_MP_", 4), row[i].expected);
    }
    fixture_memory_free(&memory);
}

static void test_scan_refuses_signatures_that_it_cannot_hold(void **state)
{
    struct fixture_memory memory = fixture_memory_new(0x1000, 0x100);
    struct firmware_area area = { 0x1000, 0x1100 };

    (void)state;
    fixture_put(&memory, 0x1000, "123456789", 9);
    assert_int_equal(firmware_scan(&memory.view, &area, "123456789", 8), 0x1000);
    assert_int_equal(firmware_scan(&memory.view, &area, "123456789", 9), 0);
    fixture_memory_free(&memory);
}

static void test_text_is_made_fit_to_print(void **state)
{
    static const struct {
        const char *given, *expected;
        size_t length;
    } row[] = {
        { "BOCHS ", "BOCHS", 6 }, { "  A B ", "  A B", 6 },
        { "      ", "", 6 },      { "\x1F \x7E\x7F\x80\xFF", "? ~???", 6 },
        { "A\0B", "A?B", 3 },     { "", "", 0 },
    };
    char out[8];

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        memset(out, 'x', sizeof(out));
        firmware_text(out, row[i].given, row[i].length);
        assert_string_equal(out, row[i].expected);
        assert_int_equal(out[row[i].length + 1], 'x');
    }
}

static void test_complaints_are_counted_after_the_first_eight(void **state)
{
    struct complaints remarks = { .sink = fixture_lines_start(&lines) };

    (void)state;
    for (unsigned i = 1; i <= COMPLAINTS_MAX; i++)
        complain(&remarks, "remark %u", i);
    complaints_end(&remarks, "test");
    assert_int_equal(lines.count, COMPLAINTS_MAX);
    assert_said(&lines, "remark 8");
    complain(&remarks, "remark 9");
    complaints_end(&remarks, "test");
    assert_int_equal(lines.count, COMPLAINTS_MAX + 1);
    assert_said(&lines, "test: 1 more remarks");

    remarks = (struct complaints){ .sink = NULL };
    complain(&remarks, "to nobody");
    complaints_end(&remarks, "test");
}

static void test_the_checksum(void **state)
{
    static const uint8_t bytes[] = { 0xFF, 0x01, 0x80, 0x81 };

    (void)state;
    assert_int_equal(checksum(bytes, 0), 0);
    assert_int_equal(checksum(bytes, 1), 0xFF);
    assert_int_equal(checksum(bytes, 2), 0);
    assert_int_equal(checksum(bytes, 4), 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_what_is_inside_and_nothing_else),
        cmocka_unit_test(test_address_0_is_one_like_any_other),
        cmocka_unit_test(test_a_view_of_the_machine),
        cmocka_unit_test(test_scan_keeps_to_its_area),
        cmocka_unit_test(test_scan_refuses_signatures_that_it_cannot_hold),
        cmocka_unit_test(test_text_is_made_fit_to_print),
        cmocka_unit_test(test_complaints_are_counted_after_the_first_eight),
        cmocka_unit_test(test_the_checksum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

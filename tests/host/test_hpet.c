/*
 * arch/firmware/acpi_hpet.c and arch/time/hpet.c. If one of these fails, lohilo trusts a
 * table and writes into memory that is no timer, or derives the TSC's rate from a counter
 * that does not count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/firmware/acpi.h"
#include "arch/time/hpet.h"
#include "tests/host/fixture_firmware.h"
#include "tests/host/fixture_lines.h"

static struct fixture_lines lines;

/* ---- the table ---- */

static struct fixture_memory memory;

/* As in QEMU, at 0xFED00000. */
static int open_world(void **state)
{
    static const uint8_t ids[] = { 0 };

    (void)state;
    memory = fixture_world();
    fixture_acpi_world(&memory, ids, 1);
    struct fixture_table table = fixture_acpi_begin(&memory, FIXTURE_OTHER, "HPET", 1);
    fixture_append(&table, 0x8086A201, 4);
    fixture_append(&table, ACPI_SPACE_MEMORY, 4);
    fixture_append(&table, 0xFED00000, 8);
    fixture_append(&table, 0, 4);
    fixture_acpi_end(&table);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    return 0;
}

static uint64_t find(void)
{
    return acpi_hpet_find(&memory.view, NULL, fixture_lines_start(&lines));
}

static void set(unsigned offset, uint64_t value, unsigned size)
{
    fixture_put_number(&memory, FIXTURE_OTHER + offset, value, size);
    fixture_acpi_fix(&memory, FIXTURE_OTHER);
}

static void test_reads_the_address(void **state)
{
    (void)state;
    assert_int_equal(find(), 0xFED00000);
    assert_int_equal(lines.count, 0);
}

static void test_only_memory_that_can_be_reached(void **state)
{
    static const uint64_t nowhere[] = {
        0, 0x1000, 0xFFFF8, 0xFED00004, 0xFFFFFFF8, 0x100000000, UINT64_MAX - 7
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(nowhere); i++) {
        set(44, nowhere[i], 8);
        assert_int_equal(find(), 0);
        assert_said(&lines, "not used");
    }
    set(44, 0x100000, 8);
    assert_int_equal(find(), 0x100000);
    set(40, ACPI_SPACE_IO, 1);
    assert_int_equal(find(), 0);
    assert_said(&lines, "address space 1");
}

static void test_a_table_that_is_too_short(void **state)
{
    (void)state;
    set(4, 55, 4);
    assert_int_equal(find(), 0);
    assert_said(&lines, "only 55 bytes");
}

/* ---- the registers ---- */

enum { CAPABILITIES = 0, PERIOD = 1, CONFIGURATION = 4, COUNTER = 60, WORDS = 256 };

static uint32_t registers[WORDS];

static uint32_t start(uint32_t capabilities, uint32_t period)
{
    registers[CAPABILITIES] = capabilities;
    registers[PERIOD] = period;
    return hpet_start((volatile uint8_t *)registers, fixture_lines_start(&lines));
}

/* RAM, or a bus without a device, must not be written to. */
static void test_what_is_no_hpet_is_not_touched(void **state)
{
    (void)state;
    registers[CONFIGURATION] = 2;
    assert_int_equal(start(0, 0), 0);
    assert_int_equal(start(0xFFFFFFFF, 0xFFFFFFFF), 0);
    assert_int_equal(start(0x8086A200, 10000000), 0); /* revision 0 */
    assert_int_equal(start(0x8086A201, 100000001), 0);
    assert_int_equal(start(0x8086A201, 999999), 0);
    assert_said(&lines, "999999 fs a tick");
    assert_int_equal(registers[CONFIGURATION], 2);
}

/* The counter is started without the interrupts of PIT and RTC; a counter that firmware
 * has started is left alone. Memory does not count. */
static void test_one_that_stands_still(void **state)
{
    (void)state;
    registers[CONFIGURATION] = 2;
    registers[COUNTER] = 0x1234;
    assert_int_equal(start(0x8086A201, 69841279), 0);
    assert_said(&lines, "stands still at 0x1234");
    assert_int_equal(registers[CONFIGURATION], 1);
    registers[CONFIGURATION] = 3;
    assert_int_equal(start(0x8086A201, 69841279), 0);
    assert_int_equal(registers[CONFIGURATION], 3);
}

static void test_what_a_loader_left_is_taken_back(void **state)
{
    enum { TIMER_0 = 0x100 / 4, TIMER_2 = 0x140 / 4, TIMER_3 = 0x160 / 4 };

    (void)state;
    registers[CAPABILITIES] = 0x8086A201 | 2 << 8; /* three timers */
    registers[PERIOD] = 10000000;
    registers[CONFIGURATION] = 3;
    registers[TIMER_0] = 0x2806;
    registers[TIMER_2] = 0x4;
    registers[TIMER_3] = 0x4; /* not one of the three timers */
    hpet_take_back((volatile uint8_t *)registers, fixture_lines_start(&lines));
    assert_int_equal(registers[CONFIGURATION], 1);
    assert_int_equal(registers[TIMER_0], 0x2802);
    assert_int_equal(registers[TIMER_2], 0);
    assert_int_equal(registers[TIMER_3], 0x4);
    assert_said(&lines, "HPET timer 0 sends interrupts (0x2806)");
    assert_said(&lines, "replaces the 8254's interrupt (0x3)");
    hpet_take_back((volatile uint8_t *)registers, fixture_lines_start(&lines));
    assert_int_equal(lines.count, 0);
    /* RAM, or no device. */
    registers[CAPABILITIES] = 0xFFFFFFFF;
    registers[PERIOD] = 0xFFFFFFFF;
    registers[CONFIGURATION] = 3;
    hpet_take_back((volatile uint8_t *)registers, fixture_lines_start(&lines));
    assert_int_equal(registers[CONFIGURATION], 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reads_the_address, open_world, close_world),
        cmocka_unit_test_setup_teardown(test_only_memory_that_can_be_reached, open_world,
                                        close_world),
        cmocka_unit_test_setup_teardown(test_a_table_that_is_too_short, open_world,
                                        close_world),
        cmocka_unit_test(test_what_is_no_hpet_is_not_touched),
        cmocka_unit_test(test_one_that_stands_still),
        cmocka_unit_test(test_what_a_loader_left_is_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

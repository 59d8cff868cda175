/*
 * arch/firmware/acpi_fadt.c. If one of these fails, the clock reads a port that is no
 * timer, or a reboot writes to an unrelated register.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/firmware/acpi.h"
#include "tests/host/fixture_firmware.h"
#include "tests/host/fixture_lines.h"

enum { FADT_2_0_SIZE = 244, FADT_1_0_SIZE = 116 };

static struct fixture_memory memory;
static struct fixture_lines lines;
static struct acpi_fadt fadt;

/* As in QEMU's q35: timer at 0x608, reset register 0xCF9. */
static void build(uint8_t revision, unsigned size)
{
    struct fixture_table table =
        fixture_acpi_begin(&memory, FIXTURE_FADT, "FACP", revision);

    for (unsigned i = 36; i < size; i++)
        fixture_append(&table, 0, 1);
    fixture_put_number(&memory, FIXTURE_FADT + 76, 0x608, 4);
    fixture_put_number(&memory, FIXTURE_FADT + 91, 4, 1);
    fixture_put_number(&memory, FIXTURE_FADT + 112, 1u << 8 | 1u << 10, 4);
    fixture_acpi_end(&table);
    if (size <= FADT_1_0_SIZE)
        return;
    fixture_put_number(&memory, FIXTURE_FADT + 116, 0x00000801, 4); /* I/O, 8 bits */
    fixture_put_number(&memory, FIXTURE_FADT + 120, 0xCF9, 8);
    fixture_put_number(&memory, FIXTURE_FADT + 128, 0x0F, 1);
    fixture_acpi_fix(&memory, FIXTURE_FADT);
}

static int open_world(void **state)
{
    static const uint8_t ids[] = { 0 };

    (void)state;
    memory = fixture_world();
    fixture_acpi_world(&memory, ids, 1);
    build(3, FADT_2_0_SIZE);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    return 0;
}

static bool find(void)
{
    fadt = (struct acpi_fadt){ .pm_timer_port = 0xEEEE, .reset_supported = true };
    return acpi_fadt_find(&memory.view, NULL, &fadt, fixture_lines_start(&lines));
}

static void set(unsigned offset, uint64_t value, unsigned size)
{
    fixture_put_number(&memory, FIXTURE_FADT + offset, value, size);
    fixture_acpi_fix(&memory, FIXTURE_FADT);
}

static void test_reads_timer_and_reset_register(void **state)
{
    (void)state;
    assert_true(find());
    assert_int_equal(fadt.pm_timer_port, 0x608);
    assert_int_equal(fadt.pm_timer_bits, 32);
    assert_true(fadt.reset_supported);
    assert_int_equal(fadt.reset_space, ACPI_SPACE_IO);
    assert_int_equal(fadt.reset_address, 0xCF9);
    assert_int_equal(fadt.reset_value, 0x0F);
    assert_not_said(&lines, "RSDP"); /* the search for processors logs that */
}

static void test_without_the_flag_the_timer_has_24_bits(void **state)
{
    (void)state;
    set(112, 1u << 10, 4);
    assert_true(find());
    assert_int_equal(fadt.pm_timer_bits, 24);
}

static void test_revision_1_has_a_timer_and_no_reset_register(void **state)
{
    (void)state;
    build(1, FADT_1_0_SIZE);
    assert_true(find());
    assert_int_equal(fadt.pm_timer_port, 0x608);
    assert_false(fadt.reset_supported);
    build(1, FADT_2_0_SIZE); /* the fields exist, but mean nothing */
    assert_true(find());
    assert_false(fadt.reset_supported);
}

static void test_a_table_that_ends_in_the_reset_register_has_none(void **state)
{
    (void)state;
    for (unsigned size = 117; size <= 129; size++) {
        build(2, 160);
        fixture_put_number(&memory, FIXTURE_FADT + 4, size, 4);
        fixture_acpi_fix(&memory, FIXTURE_FADT);
        assert_true(find());
        assert_int_equal(fadt.reset_supported, size == 129);
    }
}

static void test_what_is_shorter_than_acpi_1_0_is_refused(void **state)
{
    (void)state;
    build(1, 115);
    assert_false(find());
    assert_int_equal(fadt.pm_timer_port, 0);
    assert_false(fadt.reset_supported);
    assert_said(&lines, "only 115 bytes long: refused");
}

static void test_no_fadt(void **state)
{
    (void)state;
    *fixture_memory_at(&memory, FIXTURE_FADT, 1) = 'X';
    assert_false(find());
    assert_int_equal(fadt.pm_timer_port, 0);
}

static void test_the_extended_timer_field_wins(void **state)
{
    (void)state;
    set(208, 0x2001, 4); /* I/O, 32 bits */
    set(212, 0x1808, 8);
    assert_true(find());
    assert_int_equal(fadt.pm_timer_port, 0x1808);
}

/* Only the extended field names a timer: both old fields are 0. */
static void test_the_extended_timer_field_is_enough(void **state)
{
    (void)state;
    set(208, 0x2001, 4);
    set(212, 0x1808, 8);
    set(76, 0, 4);
    set(91, 0, 1);
    assert_true(find());
    assert_int_equal(fadt.pm_timer_port, 0x1808);
}

static void test_timers_that_cannot_be_read_by_in_are_not_used(void **state)
{
    static const struct {
        uint32_t port;
        uint8_t bytes, space;
        uint64_t address;
        uint16_t expected;
        const char *said;
    } row[] = {
        { 0x608, 4, 0, 0xFED08000, 0x608, "address space 0" },
        { 0, 4, 0, 0xFED08000, 0, "address space 0" },
        { 0x608, 4, 1, 0xFFFD, 0x608, "I/O port 0xfffd" },
        { 0x608, 4, 1, 0x100000608, 0x608, "I/O port 0x100000608" },
        { 0xFFFD, 4, 0, 0, 0, "I/O port 0xfffd" },
        { 0x10608, 4, 0, 0, 0, "I/O port 0x10608" },
        { 0xFFFC, 4, 0, 0, 0xFFFC, "PM timer port 0xfffc" },
        { 0x608, 4, 1, 0xFFFC, 0xFFFC, "PM timer port 0xfffc" },
        { 0x608, 3, 0, 0, 0, "3 bytes, not 4" },
        { 0x608, 0, 0, 0, 0, "0 bytes, not 4" },
        { 0, 0, 0, 0, 0, "PM timer port 0x0" },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        set(76, row[i].port, 4);
        set(91, row[i].bytes, 1);
        set(208, row[i].space, 1);
        set(212, row[i].address, 8);
        assert_true(find());
        assert_int_equal(fadt.pm_timer_port, row[i].expected);
        assert_int_equal(fadt.pm_timer_bits, row[i].expected != 0 ? 32 : 0);
        assert_said(&lines, row[i].said);
    }
}

static void test_hardware_reduced_acpi_has_no_timer(void **state)
{
    (void)state;
    set(112, 1u << 8 | 1u << 20, 4);
    assert_true(find());
    assert_int_equal(fadt.pm_timer_port, 0);
}

static void test_reset_registers_by_space(void **state)
{
    static const struct {
        uint8_t space;
        uint64_t address;
        bool usable;
    } row[] = {
        { 0, 0xFED00000, true },
        { 0, 0, false },
        { 1, 0x64, true },
        { 1, 0xFFFF, true },
        { 1, 0x10000, false },
        { 1, 0, false },
        { 2, 0x0000001F00030044, true },
        { 2, 0x0000002000030044, false },
        { 2, 0x0000001F00080044, false },
        { 2, 0x0000001F00030100, false },
        { 2, 0x0001001F00030044, false },
        { 3, 0x64, false },
        { 0x7F, 0x64, false },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        set(116, row[i].space, 1);
        set(120, row[i].address, 8);
        assert_true(find());
        assert_int_equal(fadt.reset_supported, row[i].usable);
        if (row[i].usable)
            assert_int_equal(fadt.reset_address, row[i].address);
        else
            assert_said(&lines, "reset register at");
    }
}

static void test_without_the_flag_there_is_no_reset_register(void **state)
{
    (void)state;
    set(112, 1u << 8, 4);
    assert_true(find());
    assert_false(fadt.reset_supported);
}

/* Memory ends with the table: nothing behind it is read. */
static void test_a_field_that_the_table_cuts_is_not_there(void **state)
{
    (void)state;
    for (unsigned size = 208; size <= 220; size++) {
        close_world(NULL);
        open_world(NULL);
        set(208, 0x2001, 4);
        set(212, 0x1808, 8);
        fixture_put_number(&memory, FIXTURE_FADT + 4, size, 4);
        fixture_acpi_fix(&memory, FIXTURE_FADT);
        fixture_memory_cut(&memory, FIXTURE_FADT + size);
        assert_true(find());
        assert_int_equal(fadt.pm_timer_port, size == 220 ? 0x1808 : 0x608);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, open_world, close_world)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(reads_timer_and_reset_register),
        TEST(without_the_flag_the_timer_has_24_bits),
        TEST(revision_1_has_a_timer_and_no_reset_register),
        TEST(a_table_that_ends_in_the_reset_register_has_none),
        TEST(a_field_that_the_table_cuts_is_not_there),
        TEST(what_is_shorter_than_acpi_1_0_is_refused),
        TEST(no_fadt),
        TEST(the_extended_timer_field_wins),
        TEST(the_extended_timer_field_is_enough),
        TEST(timers_that_cannot_be_read_by_in_are_not_used),
        TEST(hardware_reduced_acpi_has_no_timer),
        TEST(reset_registers_by_space),
        TEST(without_the_flag_there_is_no_reset_register),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

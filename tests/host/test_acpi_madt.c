/*
 * arch/firmware/acpi_madt.c. If one of these fails, lohilo starts processors that do not
 * exist, misses ones that do, or hangs or crashes on a BIOS's wrong table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/firmware/acpi_madt.h"
#include "tests/host/fixture_firmware.h"
#include "tests/host/fixture_lines.h"
#include "tests/host/fixture_within.h"

static struct fixture_memory memory;
static struct fixture_lines lines;
static struct processors found;
static struct fixture_table madt;

static int open_world(void **state)
{
    (void)state;
    memory = fixture_world();
    fixture_acpi_world(&memory, NULL, 0);
    madt = fixture_madt_begin(&memory, FIXTURE_MADT, 0xFEE00000);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    return 0;
}

/* Reads the MADT as built so far. */
static bool read(void)
{
    struct acpi_root root = { .rsdt = FIXTURE_RSDT };

    fixture_acpi_end(&madt);
    memset(&found, 0xEE, sizeof(found));
    return acpi_madt_read(&memory.view, &root, &found, fixture_lines_start(&lines));
}

static void entry(uint8_t type, uint8_t length)
{
    fixture_append(&madt, type, 1);
    fixture_append(&madt, length, 1);
}

static void assert_ids(const uint32_t *ids, unsigned count)
{
    assert_int_equal(found.count, count);
    assert_memory_equal(found.apic_id, ids, count * sizeof(ids[0]));
}

static void test_lists_enabled_processors_in_their_order(void **state)
{
    static const uint32_t expected[] = { 4, 0, 2 };

    (void)state;
    fixture_madt_processor(&madt, 4, 1);
    fixture_madt_rest(&madt);
    fixture_madt_processor(&madt, 0, 1);
    fixture_madt_processor(&madt, 2, 1 | 2);
    assert_true(read());
    assert_ids(expected, 3);
    assert_int_equal(found.source, PROCESSORS_FROM_MADT);
    assert_int_equal(found.local_apic_address, 0xFEE00000);
    assert_int_equal(found.disabled + found.duplicate + found.broadcast, 0);
    assert_int_equal(lines.count, 0);
}

/* Online capable (bit 1) marks an empty place for a processor. */
static void test_disabled_and_online_capable_are_not_there(void **state)
{
    static const uint32_t expected[] = { 0 };

    (void)state;
    fixture_madt_processor(&madt, 0, 1);
    fixture_madt_processor(&madt, 1, 0);
    fixture_madt_processor(&madt, 2, 2);
    fixture_madt_processor(&madt, 0xFF, 0);
    fixture_madt_x2apic(&madt, 3, 2);
    assert_true(read());
    assert_ids(expected, 1);
    assert_int_equal(found.disabled, 4);
}

static void test_a_table_of_disabled_processors_is_refused(void **state)
{
    (void)state;
    fixture_madt_processor(&madt, 0, 0);
    assert_false(read());
    assert_said(&lines, "lists no usable processor (1 disabled)");
}

static void test_an_id_counts_once(void **state)
{
    static const uint32_t expected[] = { 0, 1 };

    (void)state;
    fixture_madt_processor(&madt, 0, 1);
    fixture_madt_processor(&madt, 1, 1);
    fixture_madt_processor(&madt, 1, 1);
    fixture_madt_x2apic(&madt, 0, 1); /* BIOSes list the same processor in both forms */
    assert_true(read());
    assert_ids(expected, 2);
    assert_int_equal(found.duplicate, 2);
    assert_int_equal(processors_present(&found), 2);
    assert_said(&lines, "APIC id 1 is listed twice");
}

/* The UID says that it is another CPU, but no message can reach it: a run leaves it
 * out. */
static void test_two_processors_with_one_id_are_two(void **state)
{
    static const uint32_t expected[] = { 0, 1 };
    enum { UID = 2 };

    (void)state;
    fixture_madt_processor(&madt, 0, 1);
    fixture_madt_processor(&madt, 1, 1);
    uint64_t entry = madt.at;
    fixture_madt_processor(&madt, 1, 1);
    fixture_put_number(&memory, entry + UID, 7, 1);
    assert_true(read());
    assert_ids(expected, 2);
    assert_int_equal(found.duplicate, 0);
    assert_int_equal(found.twins, 1);
    assert_int_equal(processors_present(&found), 3);
    assert_said(&lines, "APIC id 1 is listed for two processors");
}

/* An INIT to one of these ids would hit every CPU. In an entry of 32 bits, 255 is an
 * ordinary id. */
static void test_broadcast_ids_are_no_processors(void **state)
{
    static const uint32_t expected[] = { 254, 3, 255, 256 + 7 };

    (void)state;
    fixture_madt_processor(&madt, 254, 1);
    fixture_madt_processor(&madt, 255, 1);
    fixture_madt_x2apic(&madt, 3, 1);
    fixture_madt_x2apic(&madt, 255, 1);
    fixture_madt_x2apic(&madt, 256 + 7, 1); /* must not be truncated to 7 */
    fixture_madt_x2apic(&madt, 0xFFFFFFFF, 1);
    assert_true(read());
    assert_ids(expected, 4);
    assert_int_equal(found.broadcast, 2);
    assert_int_equal(processors_present(&found), 6);
    assert_said(&lines, "APIC id 0xff means all CPUs");
    assert_said(&lines, "APIC id 0xffffffff means all CPUs");
}

static void test_255_processors_fit(void **state)
{
    (void)state;
    for (unsigned id = 0; id < 255; id++)
        fixture_madt_processor(&madt, (uint8_t)id, 1);
    for (unsigned id = 0; id < 255; id++)
        fixture_madt_x2apic(&madt, id, 1);
    assert_true(read());
    assert_int_equal(found.count, 255);
    assert_int_equal(found.apic_id[254], 254);
    assert_int_equal(found.duplicate, 255);
    assert_within(lines.count, 1, 10);
}

static void test_local_apic_address_and_override(void **state)
{
    static const struct {
        uint32_t address;
        uint64_t override;
        uint64_t expected;
        const char *said;
    } row[] = {
        { 0xFED00000, 0, 0xFED00000, NULL },
        { 0, 0, 0xFEE00000, "the MADT puts the local APIC at 0x0" },
        { 0xFEE00010, 0, 0xFEE00000, "the MADT puts the local APIC at 0xfee00010" },
        { 0xFEE00000, 0xFECC0000, 0xFECC0000, NULL },
        { 0xFEE00000, 0x8FEE00000, 0x8FEE00000, NULL },
        { 0xFEE00000, 0x1000000000, 0xFEE00000,
          "override puts the local APIC at 0x1000000000" },
        { 0xFEE00000, 0xFEE00FFF, 0xFEE00000,
          "override puts the local APIC at 0xfee00fff" },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        madt = fixture_madt_begin(&memory, FIXTURE_MADT, row[i].address);
        fixture_madt_processor(&madt, 0, 1);
        if (row[i].override != 0)
            fixture_madt_override(&madt, row[i].override);
        assert_true(read());
        assert_true(found.local_apic_address == row[i].expected);
        if (row[i].said != NULL)
            assert_said(&lines, row[i].said);
        else
            assert_int_equal(lines.count, 0);
    }
}

/* The boot processor's own watchdog gets its NMIs through it. */
static void test_the_io_apic_and_its_input_for_the_timer(void **state)
{
    static const struct {
        uint8_t bytes[24];
        unsigned size;
        uint32_t address, input, other;
    } row
        [] = {
            { { 1, 12, 0, 0, 0, 0, 0xC0, 0xFE, 0, 0, 0, 0 }, 12, 0xFEC00000, 0, 0 },
            /* the second one's interrupts begin at 24: it is only masked */
            { { 1, 12, 1, 0,  0, 0, 0xC1, 0xFE, 24,   0,
                0, 0,  1, 12, 0, 0, 0,    0x10, 0xC0, 0xFE },
              24,
              0xFEC01000,
              0,
              0xFEC10000 },
            { { 2, 10, 0, 0, 2, 0, 0, 0, 0, 0, 1, 12, 0, 0, 0, 0, 0xC0, 0xFE },
              22,
              0xFEC00000,
              2,
              0 },
            { { 2, 10, 0, 9, 9, 0, 0, 0, 0xD, 0, 2, 10, 1, 0, 7, 0, 0, 0, 0, 0 },
              20,
              0,
              0,
              0 },
            { { 1, 12, 0, 0, 0, 0, 0, 0 }, 12, 0, 0, 0 },
            { { 1, 12, 0, 0, 4, 0, 0xC0, 0xFE }, 12, 0, 0, 0 },
            { { 1, 11, 0, 0, 0, 0, 0xC0, 0xFE }, 11, 0, 0, 0 },
            { { 2, 9, 0, 0, 2, 0, 0, 0, 0 }, 9, 0, 0, 0 },
        };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        madt = fixture_madt_begin(&memory, FIXTURE_MADT, 0xFEE00000);
        fixture_madt_processor(&madt, 0, 1);
        fixture_append_bytes(&madt, row[i].bytes, row[i].size);
        assert_true(read());
        assert_true(found.io_apic_address == row[i].address);
        assert_int_equal(found.timer_input, row[i].input);
        assert_int_equal(found.other_io_apics, row[i].other != 0);
        assert_true(found.other_io_apic[0] == row[i].other);
        assert_int_equal(lines.count != 0, i >= 4); /* refused entries are logged */
    }
}

/* A board with more I/O APICs than the array holds must not overflow it. */
static void test_more_io_apics_than_there_is_room_for(void **state)
{
    uint8_t one[] = { 1, 12, 0, 0, 0, 0x10, 0, 0xFE, 24, 0, 0, 0 };

    (void)state;
    madt = fixture_madt_begin(&memory, FIXTURE_MADT, 0xFEE00000);
    fixture_madt_processor(&madt, 0, 1);
    for (unsigned i = 0; i <= IO_APICS_MAX; i++) {
        one[6] = (uint8_t)(0xC0 + i); /* 0xfec01000, 0xfec11000 ... */
        fixture_append_bytes(&madt, one, sizeof(one));
    }
    assert_true(read());
    assert_int_equal(found.other_io_apics, IO_APICS_MAX);
    assert_true(found.other_io_apic[IO_APICS_MAX - 1] == 0xFECF1000);
    assert_int_equal(lines.count, 1);
    assert_said(&lines, "more than 17 I/O APICs: that at 0xfed01000 is left as it is");
}

/* A length of 0 or 1 would loop for ever, or read an entry within itself. */
static void test_a_length_below_2_stops_the_walk(void **state)
{
    static const uint32_t expected[] = { 0 };

    (void)state;
    for (uint8_t length = 0; length < 2; length++)
        for (uint8_t type = 0; type < 20; type++) {
            madt = fixture_madt_begin(&memory, FIXTURE_MADT, 0xFEE00000);
            fixture_madt_processor(&madt, 0, 1);
            entry(type, length);
            fixture_madt_processor(&madt, 1, 1);
            assert_true(read());
            assert_ids(expected, 1);
            assert_said(&lines, "MADT entry at 0x34");
            assert_said(&lines, "the rest is ignored");
        }
}

static void test_an_entry_past_the_end_stops_the_walk(void **state)
{
    static const uint32_t expected[] = { 0 };

    (void)state;
    for (unsigned bytes = 1; bytes < 8; bytes++) {
        madt = fixture_madt_begin(&memory, FIXTURE_MADT, 0xFEE00000);
        fixture_madt_processor(&madt, 0, 1);
        fixture_append(&madt, 0x0000000101010800, bytes);
        /* If it were read beyond the table, it would be processor 1. */
        fixture_put_number(&memory, madt.at, 0x0000000101010800ull >> 8 * bytes,
                           8 - bytes);
        assert_true(read());
        assert_ids(expected, 1);
        assert_said(&lines, "the rest is ignored");
    }
}

static void test_the_end_of_the_table_may_be_the_end_of_memory(void **state)
{
    static const uint64_t entries[] = { 0x120000 };

    (void)state;
    fixture_root_table(&memory, FIXTURE_RSDT, 4, entries, 1);
    madt = fixture_madt_begin(&memory, 0x120000, 0xFEE00000);
    fixture_madt_processor(&madt, 0, 1);
    fixture_append(&madt, 9, 1);
    fixture_acpi_end(&madt);
    fixture_memory_cut(&memory, madt.at);
    assert_true(read());
    assert_int_equal(found.count, 1);
}

static void test_entries_too_short_for_their_type_are_passed_over(void **state)
{
    static const struct {
        uint8_t type, length;
    } row[] = { { 0, 2 }, { 0, 7 },  { 1, 11 }, { 2, 9 },
                { 5, 2 }, { 5, 11 }, { 9, 2 },  { 9, 15 } };
    static const uint32_t expected[] = { 0, 1 };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        madt = fixture_madt_begin(&memory, FIXTURE_MADT, 0xFEE00000);
        fixture_madt_processor(&madt, 0, 1);
        entry(row[i].type, row[i].length);
        for (unsigned byte = 2; byte < row[i].length; byte++)
            fixture_append(&madt, 0x11, 1);
        fixture_madt_processor(&madt, 1, 1);
        assert_true(read());
        assert_ids(expected, 2);
        assert_int_equal(found.local_apic_address, 0xFEE00000);
        assert_said(&lines, "ignored");
    }
}

static void test_longer_entries_are_read_by_their_known_part(void **state)
{
    static const uint32_t expected[] = { 6, 1 };

    (void)state;
    entry(0, 12);
    fixture_append(&madt, 0, 1);
    fixture_append(&madt, 6, 1);
    fixture_append(&madt, 1, 4);
    fixture_append(&madt, 0xFFFFFFFF, 4);
    fixture_madt_processor(&madt, 1, 1);
    assert_true(read());
    assert_ids(expected, 2);
}

static void test_unknown_types_are_passed_over(void **state)
{
    static const uint32_t expected[] = { 1 };

    (void)state;
    for (unsigned type = 10; type < 256; type += 5) {
        entry((uint8_t)type, 7);
        fixture_append(&madt, 0, 5);
    }
    fixture_madt_processor(&madt, 1, 1);
    entry(200, 2); /* as short as possible, at the very end */
    assert_true(read());
    assert_ids(expected, 1);
    assert_int_equal(lines.count, 0);
}

static void test_a_table_without_room_for_its_own_fields_is_refused(void **state)
{
    (void)state;
    for (unsigned length = 36; length < 44; length++) {
        madt.at = FIXTURE_MADT + length;
        assert_false(read());
        assert_said(&lines, "bytes long: refused");
    }
    madt.at = FIXTURE_MADT + 44;
    assert_false(read());
    assert_said(&lines, "lists no usable processor (0 disabled)");
}

static void test_thousands_of_bad_entries_do_not_flood_the_log(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        entry(0, 2);
    fixture_madt_processor(&madt, 9, 1);
    assert_true(read());
    assert_int_equal(found.count, 1);
    assert_int_equal(lines.count, COMPLAINTS_MAX + 1);
    assert_said(&lines, "992 more remarks");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, open_world, close_world)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(lists_enabled_processors_in_their_order),
        TEST(disabled_and_online_capable_are_not_there),
        TEST(a_table_of_disabled_processors_is_refused),
        TEST(an_id_counts_once),
        TEST(two_processors_with_one_id_are_two),
        TEST(broadcast_ids_are_no_processors),
        TEST(255_processors_fit),
        TEST(local_apic_address_and_override),
        TEST(the_io_apic_and_its_input_for_the_timer),
        TEST(more_io_apics_than_there_is_room_for),
        TEST(a_length_below_2_stops_the_walk),
        TEST(an_entry_past_the_end_stops_the_walk),
        TEST(the_end_of_the_table_may_be_the_end_of_memory),
        TEST(entries_too_short_for_their_type_are_passed_over),
        TEST(longer_entries_are_read_by_their_known_part),
        TEST(unknown_types_are_passed_over),
        TEST(a_table_without_room_for_its_own_fields_is_refused),
        TEST(thousands_of_bad_entries_do_not_flood_the_log),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

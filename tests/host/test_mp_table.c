/*
 * arch/firmware/mp_table.c. If one of these fails, a Pentium Pro or Pentium II board
 * without ACPI runs on one CPU, or lohilo starts disabled CPUs, or hangs over a bad
 * table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/firmware/mp_table.h"
#include "tests/host/fixture_firmware.h"
#include "tests/host/fixture_lines.h"

enum { ON = FIXTURE_MP_ENABLED, BOOT = FIXTURE_MP_BOOT };

static struct fixture_memory memory;
static struct fixture_lines lines;
static struct processors found;
static struct fixture_table table;

static int open_world(void **state)
{
    (void)state;
    memory = fixture_world();
    table = fixture_mp_begin(&memory, FIXTURE_MP_TABLE);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    return 0;
}

static bool read(void)
{
    memset(&found, 0xEE, sizeof(found));
    return mp_table_read(&memory.view, &found, fixture_lines_start(&lines));
}

/* Ends the table as built so far, points at it, and reads. */
static bool read_table(uint16_t entries)
{
    fixture_mp_end(&table, entries);
    fixture_mp_pointer(&memory, FIXTURE_MP, FIXTURE_MP_TABLE, 0, 0);
    return read();
}

static void assert_ids(const uint32_t *ids, unsigned count)
{
    assert_int_equal(found.count, count);
    assert_memory_equal(found.apic_id, ids, count * sizeof(ids[0]));
}

static void test_lists_enabled_processors(void **state)
{
    static const uint32_t expected[] = { 3, 0, 7 };

    (void)state;
    fixture_mp_processor(&table, 3, 0x11, ON);
    fixture_mp_processor(&table, 0, 0x11, ON | BOOT);
    fixture_mp_processor(&table, 1, 0x11, 0);
    fixture_mp_processor(&table, 2, 0x11, BOOT);
    fixture_mp_processor(&table, 7, 0x14, ON);
    for (uint8_t type = 1; type <= 4; type++)
        fixture_mp_other(&table, type);
    assert_true(read_table(9));
    assert_ids(expected, 3);
    assert_int_equal(found.source, PROCESSORS_FROM_MP_TABLE);
    assert_int_equal(found.disabled, 2);
    assert_int_equal(found.marked_boot_id, 0);
    assert_int_equal(found.local_apic_address, 0xFEE00000);
    assert_false(found.imcr_present);
}

static void test_processors_after_other_entries_are_found(void **state)
{
    static const uint32_t expected[] = { 0, 1 };

    (void)state;
    fixture_mp_processor(&table, 0, 0x11, ON);
    for (uint8_t type = 1; type <= 4; type++)
        fixture_mp_other(&table, type);
    fixture_mp_processor(&table, 1, 0x11, ON);
    assert_true(read_table(6));
    assert_ids(expected, 2);
}

/* The boot processor's own watchdog gets its NMIs through it. IRQ 0 of a PCI bus is pin A
 * of its device 0. */
static void test_the_io_apic_and_its_input_for_the_timer(void **state)
{
    static const uint8_t entries[][8] = {
        { 1, 0, 'P', 'C', 'I', ' ', ' ', ' ' },
        { 1, 1, 'I', 'S', 'A', ' ', ' ', ' ' },
        { 2, 7, 0x11, 0, 0, 0, 0xC1, 0xFE }, /* not usable */
        { 2, 8, 0x11, 1, 0, 0, 0xC0, 0xFE },
        { 2, 9, 0x11, 1, 0, 0, 0xC2, 0xFE }, /* a second one */
        { 3, 3, 0, 0, 1, 0, 8, 0 },          /* the 8259 */
        { 3, 0, 0, 0, 0, 0, 8, 16 },
        { 3, 0, 0, 0, 1, 0, 8, 2 },
        { 3, 0, 0, 0, 1, 1, 8, 1 },
        { 4, 1, 0, 0, 1, 0, 0xFF, 1 },
    };

    (void)state;
    fixture_mp_processor(&table, 0, 0x11, ON | BOOT);
    fixture_append_bytes(&table, entries, sizeof(entries));
    assert_true(read_table(1 + sizeof(entries) / sizeof(entries[0])));
    assert_int_equal(found.io_apic_address, 0xFEC00000);
    assert_int_equal(found.timer_input, 2);
    assert_int_equal(found.count, 1);
    fixture_mp_pointer(&memory, FIXTURE_MP, 0, 1, 0); /* a default configuration */
    assert_true(read());
    assert_int_equal(found.io_apic_address, 0xFEC00000);
    assert_int_equal(found.timer_input, 2);
}

static void test_is_looked_for_in_every_place(void **state)
{
    static const struct {
        uint32_t at;
        uint16_t ebda, base_kib;
    } row[] = {
        { 0x9FC00, 0x9FC0, 639 }, /* EBDA, first byte */
        { 0x9FFF0, 0x9FC0, 639 }, /* EBDA, last place */
        { 0x81000, 0x8100, 640 }, /* EBDA elsewhere */
        { 0x80000, 0x8000, 640 }, /* EBDA at the lowest address */
        { 0x3FC00, 0, 256 },      /* the smallest base memory */
        { 0x7FC00, 0, 512 },      /* the last KiB of 512 KiB of base memory */
        { 0x9F800, 0, 639 },      /* the same with 639 */
        { 0x9FC00, 0, 0 },        /* the last KiB of 640, without any word */
        { 0x9FFF0, 0xFFFF, 0xFFFF }, { 0xE0000, 0, 0 }, { 0xFFFF0, 0, 0 },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        fixture_put_number(&memory, 0x40E, row[i].ebda, 2);
        fixture_put_number(&memory, 0x413, row[i].base_kib, 2);
        fixture_mp_pointer(&memory, row[i].at, 0, 5, 0);
        assert_true(read());
        memset(fixture_memory_at(&memory, row[i].at, 16), 0, 16);
        assert_false(read());
        assert_said(&lines, "no usable MP table");
    }
}

static void test_is_not_looked_for_anywhere_else(void **state)
{
    static const struct {
        uint32_t at;
        uint16_t ebda, base_kib;
    } row[] = {
        { 0x10, 1, 639 },     /* an EBDA on page 0 */
        { 0x9F800, 0, 640 },  /* below the last KiB */
        { 0x3FBF0, 0, 256 },  /* likewise */
        { 0x3F800, 0, 255 },  /* implausible */
        { 0xA0000, 0, 641 },  /* video memory */
        { 0xDFFF0, 0, 640 },  /* below the BIOS area */
        { 0x100000, 0, 640 }, /* above it */
        { 0xF0008, 0, 640 },  /* not on a 16-byte boundary */
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        fixture_put_number(&memory, 0x40E, row[i].ebda, 2);
        fixture_put_number(&memory, 0x413, row[i].base_kib, 2);
        fixture_mp_pointer(&memory, row[i].at, 0, 5, 0);
        assert_false(read());
        memset(fixture_memory_at(&memory, row[i].at, 16), 0, 16);
    }
}

static void test_bad_pointers_are_refused_and_the_search_goes_on(void **state)
{
    static const struct {
        unsigned byte;
        uint8_t value;
        bool fix;
        const char *said;
    } row[] = {
        { 8, 0, true, "length 0, revision 4" },
        { 8, 2, true, "length 2, revision 4" },
        { 9, 0, true, "length 1, revision 0" },
        { 9, 2, true, "length 1, revision 2" },
        { 9, 5, true, "length 1, revision 5" },
        { 10, 0x5C, false, "adds up to" },
        { 11, 8, true, "default configuration 8" },
        { 11, 255, true, "default configuration 255" },
    };

    (void)state;
    fixture_mp_pointer(&memory, 0xF8000, 0, 1, 0);
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        fixture_mp_pointer(&memory, FIXTURE_MP, 0, 2, 0);
        fixture_put_number(&memory, FIXTURE_MP + row[i].byte, row[i].value, 1);
        if (row[i].fix)
            fixture_fix_checksum(&memory, FIXTURE_MP, 16, FIXTURE_MP + 10);
        assert_true(read());
        assert_said(&lines, row[i].said);
        assert_said(&lines, "_MP_ at 0xf8000, revision 1.4");
    }
}

static void test_revision_1_1_is_as_good(void **state)
{
    (void)state;
    fixture_mp_processor(&table, 0, 0x11, ON);
    fixture_mp_end(&table, 1);
    fixture_put_number(&memory, FIXTURE_MP_TABLE + 6, 1, 1);
    fixture_fix_checksum(&memory, FIXTURE_MP_TABLE, 64, FIXTURE_MP_TABLE + 7);
    fixture_mp_pointer(&memory, FIXTURE_MP, FIXTURE_MP_TABLE, 0, 0);
    fixture_put_number(&memory, FIXTURE_MP + 9, 1, 1);
    fixture_fix_checksum(&memory, FIXTURE_MP, 16, FIXTURE_MP + 10);
    assert_true(read());
}

static void test_default_configurations_are_two_processors(void **state)
{
    static const uint32_t expected[] = { 0, 1 };

    (void)state;
    for (uint8_t number = 1; number <= 7; number++) {
        fixture_mp_pointer(&memory, FIXTURE_MP, 0xFFFFFFF0, number, 0x80);
        assert_true(read());
        assert_ids(expected, 2);
        assert_int_equal(found.source, PROCESSORS_FROM_MP_DEFAULT);
        assert_int_equal(found.local_apic_address, 0xFEE00000);
        assert_true(found.imcr_present);
    }
}

static void test_the_imcr_bit(void **state)
{
    static const uint8_t ids[] = { 0 };

    (void)state;
    fixture_mp_world(&memory, ids, 1);
    for (unsigned flags = 0; flags < 256; flags += 17) {
        fixture_mp_pointer(&memory, FIXTURE_MP, FIXTURE_MP_TABLE, 0, (uint8_t)flags);
        assert_true(read());
        assert_int_equal(found.imcr_present, flags >= 0x80);
    }
}

static void test_no_table_is_refused(void **state)
{
    static const uint32_t addresses[] = { 0, 0xF7000, 0x7FFFFFFF, 0xFFFFFFFF,
                                          FIXTURE_WORLD_SIZE - 43 };

    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        fixture_mp_pointer(&memory, FIXTURE_MP, addresses[i], 0, 0);
        assert_false(read());
        assert_said(&lines, "no configuration table at");
    }
}

static void test_bad_tables_are_refused(void **state)
{
    static const struct {
        unsigned byte;
        uint64_t value;
        unsigned size;
        const char *said;
    } row[] = {
        { 0, 'Q', 1, "no configuration table" }, { 4, 0, 2, "length 0, revision 4" },
        { 4, 43, 2, "length 43, revision 4" },   { 6, 3, 1, "revision 3" },
        { 7, 0x5D, 1, "not 0: refused" },
    };

    (void)state;
    fixture_mp_processor(&table, 0, 0x11, ON);
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        fixture_mp_end(&table, 1);
        fixture_put_number(&memory, FIXTURE_MP_TABLE, 'P', 1);
        fixture_put_number(&memory, FIXTURE_MP_TABLE + 6, 4, 1);
        fixture_mp_end(&table, 1);
        fixture_mp_pointer(&memory, FIXTURE_MP, FIXTURE_MP_TABLE, 0, 0);
        fixture_put_number(&memory, FIXTURE_MP_TABLE + row[i].byte, row[i].value,
                           row[i].size);
        assert_false(read());
        assert_said(&lines, row[i].said);
    }
}

static void test_a_table_that_does_not_fit_memory_is_refused(void **state)
{
    (void)state;
    table = fixture_mp_begin(&memory, 0x12FF00);
    fixture_mp_processor(&table, 0, 0x11, ON);
    fixture_mp_end(&table, 1);
    fixture_put_number(&memory, 0x12FF00 + 4, 0x101, 2);
    fixture_mp_pointer(&memory, FIXTURE_MP, 0x12FF00, 0, 0);
    assert_false(read());
    assert_said(&lines, "length 257");
    fixture_put_number(&memory, 0x12FF00 + 4, 0x100, 2);
    fixture_fix_checksum(&memory, 0x12FF00, 0x100, 0x12FF00 + 7);
    assert_true(read());
}

static void test_the_walk_stops_at_what_it_does_not_know(void **state)
{
    static const uint32_t expected[] = { 0 };

    (void)state;
    for (unsigned type = 5; type < 256; type += 10) {
        table = fixture_mp_begin(&memory, FIXTURE_MP_TABLE);
        fixture_mp_processor(&table, 0, 0x11, ON);
        fixture_mp_other(&table, (uint8_t)type);
        fixture_mp_processor(&table, 1, 0x11, ON);
        assert_true(read_table(3));
        assert_ids(expected, 1);
        assert_said(&lines, "is of no known type");
    }
}

static void test_an_entry_past_the_end_stops_the_walk(void **state)
{
    static const uint32_t expected[] = { 0 };

    (void)state;
    for (unsigned bytes = 1; bytes < 20; bytes++) {
        table = fixture_mp_begin(&memory, FIXTURE_MP_TABLE);
        fixture_mp_processor(&table, 0, 0x11, ON);
        fixture_mp_processor(&table, 1, 0x11, ON);
        table.at -= 20 - bytes;
        assert_true(read_table(2));
        assert_ids(expected, 1);
        assert_said(&lines, "ends after the table");
    }
}

static void test_the_end_of_the_table_may_be_the_end_of_memory(void **state)
{
    (void)state;
    table = fixture_mp_begin(&memory, 0x120000);
    fixture_mp_processor(&table, 0, 0x11, ON);
    fixture_append(&table, 0, 1); /* a processor's first byte */
    fixture_mp_end(&table, 2);
    fixture_mp_pointer(&memory, FIXTURE_MP, 0x120000, 0, 0);
    fixture_memory_cut(&memory, table.at);
    assert_true(read());
    assert_int_equal(found.count, 1);
}

/* The length counts: a BIOS may leave the number of entries 0. */
static void test_a_wrong_entry_count_is_said(void **state)
{
    static const uint32_t expected[] = { 0, 1 };
    static const uint16_t counts[] = { 0, 1, 3, 0xFFFF };

    (void)state;
    fixture_mp_processor(&table, 0, 0x11, ON);
    fixture_mp_processor(&table, 1, 0x11, ON);
    for (unsigned i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        assert_true(read_table(counts[i]));
        assert_ids(expected, 2);
        assert_said(&lines, "entries: it has 2");
    }
    assert_true(read_table(2));
    assert_not_said(&lines, "entries: it has");
}

/* Whole boards leave it 0; no CPU with PAE had an 82489DX. */
static void test_version_0_is_taken_as_0x10(void **state)
{
    static const uint32_t expected[] = { 0, 1, 2 };

    (void)state;
    fixture_mp_processor(&table, 0, 0, ON | BOOT);
    fixture_mp_processor(&table, 1, 0, ON);
    fixture_mp_processor(&table, 2, 0x11, ON);
    fixture_mp_processor(&table, 3, 0, 0);
    assert_true(read_table(4));
    assert_ids(expected, 3);
    assert_int_equal(found.external, 0);
    assert_int_equal(found.disabled, 1);
    assert_int_equal(found.marked_boot_id, 0);
    assert_said(&lines, "APIC id 0 has version 0x00, which no APIC has: 0x10 assumed");
    assert_said(&lines, "APIC id 1 has version 0x00");
}

/* In the specification 0 means "no table", even if address 0 can be read. */
static void test_a_configuration_table_at_0_is_none(void **state)
{
    (void)state;
    fixture_mp_processor(&table, 0, 0x11, ON);
    fixture_mp_end(&table, 1);
    memcpy(fixture_memory_at(&memory, 0, 0x100),
           fixture_memory_at(&memory, FIXTURE_MP_TABLE, 0x100), 0x100);
    fixture_mp_pointer(&memory, FIXTURE_MP, 0, 0, 0);
    assert_false(read());
    assert_said(&lines, "no configuration table at 0x0");
}

static void test_an_82489dx_is_left_out(void **state)
{
    static const uint8_t versions[] = { 0x01, 0x02, 0x0F, 0x20, 0xFF };
    static const uint32_t expected[] = { 0 };

    (void)state;
    fixture_mp_processor(&table, 0, 0x10, ON);
    for (unsigned i = 0; i < 5; i++)
        fixture_mp_processor(&table, (uint8_t)(i + 1), versions[i], ON);
    assert_true(read_table(6));
    assert_ids(expected, 1);
    assert_int_equal(found.external, 5);
    assert_said(&lines, "APIC id 1 has version 0x01");
}

static void test_a_table_without_a_usable_processor_is_refused(void **state)
{
    (void)state;
    fixture_mp_processor(&table, 0, 0x11, 0);
    assert_false(read_table(1));
    assert_said(&lines, "lists no usable processor (1 disabled)");
}

static void test_an_impossible_local_apic_is_said(void **state)
{
    (void)state;
    fixture_mp_processor(&table, 0, 0x11, ON);
    fixture_put_number(&memory, FIXTURE_MP_TABLE + 36, 0x123, 4);
    assert_true(read_table(1));
    assert_int_equal(found.local_apic_address, 0xFEE00000);
    assert_said(&lines, "the MP table puts the local APIC at 0x123");
}

static void test_id_255_is_left_out(void **state)
{
    (void)state;
    fixture_mp_processor(&table, 0, 0x11, ON);
    fixture_mp_processor(&table, 255, 0x11, ON);
    assert_true(read_table(2));
    assert_int_equal(found.count, 1);
    assert_int_equal(found.broadcast, 1);
}

static void test_a_bios_area_of_signatures_does_not_flood_the_log(void **state)
{
    (void)state;
    for (uint32_t at = 0xE0000; at < 0x100000; at += 16)
        fixture_put(&memory, at, "_MP_", 4);
    assert_false(read());
    assert_int_equal(lines.count, COMPLAINTS_MAX + 2);
}

static void test_a_pointer_that_memory_cuts(void **state)
{
    (void)state;
    fixture_mp_pointer(&memory, 0xFF000, 0, 5, 0);
    fixture_memory_cut(&memory, 0xFF000 + 15);
    assert_false(read());
}

static void test_a_table_without_entries(void **state)
{
    (void)state;
    assert_false(read_table(0));
    assert_said(&lines, "lists no usable processor (0 disabled)");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, open_world, close_world)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(lists_enabled_processors),
        TEST(processors_after_other_entries_are_found),
        TEST(the_io_apic_and_its_input_for_the_timer),
        TEST(is_looked_for_in_every_place),
        TEST(is_not_looked_for_anywhere_else),
        TEST(bad_pointers_are_refused_and_the_search_goes_on),
        TEST(revision_1_1_is_as_good),
        TEST(default_configurations_are_two_processors),
        TEST(the_imcr_bit),
        TEST(no_table_is_refused),
        TEST(bad_tables_are_refused),
        TEST(a_table_that_does_not_fit_memory_is_refused),
        TEST(a_pointer_that_memory_cuts),
        TEST(a_table_without_entries),
        TEST(the_walk_stops_at_what_it_does_not_know),
        TEST(an_entry_past_the_end_stops_the_walk),
        TEST(the_end_of_the_table_may_be_the_end_of_memory),
        TEST(a_wrong_entry_count_is_said),
        TEST(version_0_is_taken_as_0x10),
        TEST(a_configuration_table_at_0_is_none),
        TEST(an_82489dx_is_left_out),
        TEST(a_table_without_a_usable_processor_is_refused),
        TEST(an_impossible_local_apic_is_said),
        TEST(id_255_is_left_out),
        TEST(a_bios_area_of_signatures_does_not_flood_the_log),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

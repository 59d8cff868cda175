/*
 * arch/firmware/acpi.c: from the RSDP to a table. If one of these fails, lohilo misses
 * the processors, clocks and reset register of a good machine, or believes the bad tables
 * of another, or loops or crashes in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/firmware/acpi.h"
#include "tests/host/fixture_firmware.h"
#include "tests/host/fixture_lines.h"
#include "tests/host/fixture_within.h"

static struct fixture_memory memory;
static struct fixture_lines lines;
static struct line_sink *sink;
static struct acpi_root root;
static struct acpi_table table;

static int open_world(void **state)
{
    static const uint8_t ids[] = { 0 };

    (void)state;
    memory = fixture_world();
    fixture_acpi_world(&memory, ids, 1);
    sink = fixture_lines_start(&lines);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    return 0;
}

static void put_rsdp(uint64_t address, uint8_t revision, uint32_t rsdt, uint64_t xsdt)
{
    struct acpi_rsdp_copy rsdp = fixture_rsdp(revision, rsdt, xsdt);

    fixture_put(&memory, address, rsdp.bytes, rsdp.size);
}

static void forget_rsdp(void)
{
    memset(fixture_memory_at(&memory, FIXTURE_RSDP, 36), 0, 36);
}

static bool find_root(const struct acpi_hint *hint)
{
    memset(&root, 0xEE, sizeof(root));
    return acpi_root_find(&memory.view, hint, &root, sink);
}

static bool find_table(const char *signature)
{
    memset(&table, 0xEE, sizeof(table));
    return acpi_table_find(&memory.view, &root, signature, &table, sink);
}

static void test_finds_the_rsdp_in_the_bios_area(void **state)
{
    (void)state;
    assert_true(find_root(NULL));
    assert_int_equal(root.revision, 2);
    assert_int_equal(root.rsdt, FIXTURE_RSDT);
    assert_int_equal(root.xsdt, FIXTURE_XSDT);
    assert_said(&lines, "OEM 'LOHILO'");
}

static void test_finds_the_rsdp_at_both_ends_of_the_bios_area(void **state)
{
    static const uint32_t places[] = { 0xE0000, 0x100000 - 32 };

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        forget_rsdp();
        put_rsdp(places[i], 0, FIXTURE_RSDT, 0);
        assert_true(find_root(NULL));
        memset(fixture_memory_at(&memory, places[i], 20), 0, 20);
    }
}

static void test_finds_the_rsdp_in_the_ebda_before_the_bios_area(void **state)
{
    (void)state;
    put_rsdp(FIXTURE_EBDA + 0x3F0 - 0x20, 0, 0x123000, 0);
    assert_true(find_root(NULL));
    assert_int_equal(root.rsdt, 0x123000);
    assert_said(&lines, "in the EBDA");
}

static void test_looks_at_16_byte_steps_only(void **state)
{
    (void)state;
    forget_rsdp();
    put_rsdp(0xF5A08, 0, FIXTURE_RSDT, 0);
    assert_false(find_root(NULL));
    assert_said(&lines, "no usable RSDP");
}

/* UEFI leaves 0 in the word at 0x40E; garbage there must not be used as an address. */
static void test_an_ebda_elsewhere_is_no_ebda(void **state)
{
    static const uint16_t segments[] = { 0, 1, 0x7FFF, 0x9FC1, 0xA000, 0xFFFF };

    (void)state;
    forget_rsdp();
    put_rsdp(0x10, 0, FIXTURE_RSDT, 0);
    put_rsdp(0x7FFF0, 0, FIXTURE_RSDT, 0);
    put_rsdp(0xA0000, 0, FIXTURE_RSDT, 0);
    for (unsigned i = 0; i < 6; i++) {
        fixture_put_number(&memory, 0x40E, segments[i], 2);
        assert_false(find_root(NULL));
    }
    assert_said(&lines, "EBDA at 0x7fff0");
    assert_said(&lines, "EBDA at 0xffff0");
}

static void test_the_boot_loaders_copy_wins(void **state)
{
    struct acpi_hint hint = { .extended = fixture_rsdp(2, 0, 0x111000),
                              .original = fixture_rsdp(0, 0x112000, 0) };

    (void)state;
    assert_true(find_root(&hint));
    assert_int_equal(root.xsdt, 0x111000);
    assert_said(&lines, "tag 15");
    hint.extended.size = 0;
    assert_true(find_root(&hint));
    assert_int_equal(root.rsdt, 0x112000);
    assert_said(&lines, "tag 14");
}

static void test_bad_copies_are_refused_and_the_search_goes_on(void **state)
{
    struct acpi_hint hint = { .extended = fixture_rsdp(2, 0, 0x111000),
                              .original = fixture_rsdp(0, 0x112000, 0) };

    (void)state;
    hint.extended.bytes[16] ^= 1;
    hint.original.size = 19;
    assert_true(find_root(&hint));
    assert_int_equal(root.xsdt, FIXTURE_XSDT);
    assert_said(&lines, "tag 15 refused: checksum wrong");
    assert_said(&lines, "tag 14 is only 19 bytes");
}

static void test_a_bad_rsdp_does_not_hide_a_good_one_behind_it(void **state)
{
    (void)state;
    put_rsdp(0xE0000, 0, 0x1000, 0);
    *fixture_memory_at(&memory, 0xE0008, 1) ^= 0x40;
    assert_true(find_root(NULL));
    assert_int_equal(root.xsdt, FIXTURE_XSDT);
    assert_said(&lines, "0x40, not 0");
}

static void test_a_wrong_signature_in_a_copy_is_said(void **state)
{
    struct acpi_hint hint = { .original = fixture_rsdp(0, 0x112000, 0) };

    (void)state;
    hint.original.bytes[0] = 'S'; /* the sum stays 0 */
    hint.original.bytes[1] = 'R';
    forget_rsdp();
    assert_false(find_root(&hint));
    assert_said(&lines, "signature wrong");
}

/* The first checksum covers the RSDT's address, so that address is still usable. */
static void test_a_bad_second_half_costs_only_the_xsdt(void **state)
{
    static const struct {
        unsigned byte;
        uint8_t flip;
        const char *said;
    } row[] = {
        { 24, 0x01, "adds up to" },        { 32, 0x80, "adds up to" },
        { 20, 0x01, "length 37 of" },      { 20, 0x24, "length 0 of" },
        { 23, 0x80, "of 36 known bytes" },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        struct acpi_hint hint = { .extended = fixture_rsdp(2, 0x113000, 0x114000) };
        hint.extended.bytes[row[i].byte] ^= row[i].flip;
        fixture_lines_start(&lines);
        assert_true(find_root(&hint));
        assert_int_equal(root.xsdt, 0);
        assert_int_equal(root.rsdt, 0x113000);
        assert_said(&lines, row[i].said);
    }
}

static void test_half_a_copy_of_revision_2_costs_only_the_xsdt(void **state)
{
    struct acpi_hint hint = { .extended = fixture_rsdp(2, 0x113000, 0x114000) };

    (void)state;
    hint.extended.size = 35;
    assert_true(find_root(&hint));
    assert_int_equal(root.xsdt, 0);
    assert_said(&lines, "of 35 known bytes");
}

static void test_a_revision_1_rsdp_has_no_xsdt(void **state)
{
    struct acpi_hint hint = { .original = fixture_rsdp(1, 0x113000, 0) };

    (void)state;
    hint.original.size = 36; /* bytes after the first 20 are not part of it */
    memset(hint.original.bytes + 20, 0xFF, 16);
    assert_true(find_root(&hint));
    assert_int_equal(root.xsdt, 0);
}

static void test_an_xsdt_above_4_gib_gives_way_to_the_rsdt(void **state)
{
    (void)state;
    put_rsdp(FIXTURE_RSDP, 2, FIXTURE_RSDT, 0x100000000ull);
    assert_true(find_root(NULL));
    assert_int_equal(root.xsdt, 0);
    assert_said(&lines, "XSDT at 0x100000000 is above 4 GiB");
    assert_true(find_table("APIC"));
}

static void test_an_rsdp_that_points_nowhere_is_refused(void **state)
{
    (void)state;
    put_rsdp(FIXTURE_RSDP, 2, 0, 0);
    assert_false(find_root(NULL));
    assert_said(&lines, "points to no table");
}

/* An RSDP of 20 bytes may be the last readable memory. */
static void test_an_old_rsdp_at_the_end_of_memory(void **state)
{
    (void)state;
    forget_rsdp();
    put_rsdp(0xF0000, 0, FIXTURE_RSDT, 0);
    fixture_memory_cut(&memory, 0xF0000 + 20);
    assert_true(find_root(NULL));
    fixture_memory_cut(&memory, 0xF0000 + 19);
    assert_false(find_root(NULL));
}

static void test_thousands_of_bad_rsdps_do_not_flood_the_log(void **state)
{
    (void)state;
    for (uint32_t at = 0xE0000; at < 0x100000; at += 16)
        fixture_put(&memory, at, "RSD PTR ", 8);
    assert_false(find_root(NULL));
    assert_within(lines.count, 3, 12);
    assert_said(&lines, "8184 more remarks");
}

static void test_finds_a_table_and_gives_all_of_it(void **state)
{
    (void)state;
    assert_true(find_root(NULL));
    assert_true(find_table("APIC"));
    assert_int_equal(table.address, FIXTURE_MADT);
    assert_ptr_equal(table.bytes, memory.bytes + FIXTURE_MADT);
    assert_int_equal(table.length, 44 + 8 + 12 + 10 + 6);
    assert_int_equal(table.revision, 1);
    assert_false(find_table("SRAT"));
    assert_said(&lines, "no usable table SRAT");
}

/* Each row breaks the path through the XSDT; the RSDT must lead to the same table. */
static void test_falls_back_to_the_rsdt(void **state)
{
    static const struct {
        uint64_t address;
        uint64_t value;
        unsigned size;
        const char *said;
    } row[] = {
        { FIXTURE_XSDT, 'Y', 1, "no usable XSDT" },
        { FIXTURE_XSDT + 4, 35, 4, "impossible length 0x23" },
        { FIXTURE_XSDT + 4, 0xFFFFFFFF, 4, "impossible length 0xffffffff" },
        { FIXTURE_XSDT + 9, 0x77, 1, "not 0: refused" },
        { FIXTURE_XSDT + 52, FIXTURE_OTHER, 8, "not 0: refused" },
    };

    (void)state;
    assert_true(find_root(NULL));
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        uint8_t saved[64];
        memcpy(saved, fixture_memory_at(&memory, FIXTURE_XSDT, 64), 64);
        fixture_put_number(&memory, row[i].address, row[i].value, row[i].size);
        fixture_lines_start(&lines);
        assert_true(find_table("APIC"));
        assert_int_equal(table.address, FIXTURE_MADT);
        assert_said(&lines, row[i].said);
        fixture_put(&memory, FIXTURE_XSDT, saved, 64);
    }
}

static void test_a_table_that_only_the_rsdt_lists_is_found(void **state)
{
    static const uint64_t entries[] = { FIXTURE_OTHER };

    (void)state;
    fixture_root_table(&memory, FIXTURE_XSDT, 8, entries, 1);
    assert_true(find_root(NULL));
    assert_true(find_table("APIC"));
    assert_int_equal(table.address, FIXTURE_MADT);
    assert_not_said(&lines, "no usable XSDT"); /* only its entry was bad */
}

static void test_one_list_of_tables_is_enough(void **state)
{
    (void)state;
    root = (struct acpi_root){ .rsdt = FIXTURE_RSDT };
    assert_true(find_table("APIC"));
    assert_int_equal(table.address, FIXTURE_MADT);
    root = (struct acpi_root){ .xsdt = FIXTURE_XSDT };
    assert_true(find_table("APIC"));
    assert_int_equal(table.address, FIXTURE_MADT);
    assert_int_equal(lines.count, 0);
    root = (struct acpi_root){ .xsdt = FIXTURE_OTHER, .rsdt = FIXTURE_OTHER };
    assert_false(find_table("APIC"));
    assert_said(&lines, "no usable XSDT at 0x107000");
    assert_said(&lines, "no usable RSDT at 0x107000");
}

/* Every real table fits in 1 MiB; a longer one would take minutes to sum. */
static void test_the_longest_table(void **state)
{
    struct fixture_table list;

    (void)state;
    fixture_memory_free(&memory);
    memory = fixture_memory_new(FIXTURE_RSDT, 0x200000);
    list = fixture_acpi_begin(&memory, FIXTURE_RSDT, "RSDT", 1);
    fixture_append(&list, FIXTURE_MADT, 4);
    fixture_acpi_end(&list);
    list = fixture_acpi_begin(&memory, FIXTURE_MADT, "APIC", 1);
    list.at = FIXTURE_MADT + ACPI_TABLE_MAX;
    fixture_acpi_end(&list);
    root = (struct acpi_root){ .rsdt = FIXTURE_RSDT };
    assert_true(find_table("APIC"));
    list.at++;
    fixture_acpi_end(&list);
    assert_false(find_table("APIC"));
    assert_said(&lines, "impossible length 0x100001");
    list.at = FIXTURE_MADT + ACPI_HEADER_SIZE; /* and the shortest */
    fixture_acpi_end(&list);
    assert_true(find_table("APIC"));
}

static void test_bad_entries_are_passed_over(void **state)
{
    static const uint64_t entries[] = { 0, 0x200000000ull, FIXTURE_WORLD_SIZE - 8,
                                        FIXTURE_MADT };

    (void)state;
    fixture_root_table(&memory, FIXTURE_XSDT, 8, entries, 4);
    assert_true(find_root(NULL));
    assert_true(find_table("APIC"));
    assert_said(&lines, "table at 0x0 cannot be read");
    assert_said(&lines, "table at 0x200000000 cannot be read");
    assert_said(&lines, "table at 0x12fff8 cannot be read");
}

/* A machine may have a broken MADT before a good one. */
static void test_a_broken_table_does_not_hide_a_good_one(void **state)
{
    static const uint64_t entries[] = { 0x110000, FIXTURE_MADT };
    struct fixture_table bad;

    (void)state;
    bad = fixture_madt_begin(&memory, 0x110000, 0xFEE00000);
    fixture_acpi_end(&bad);
    *fixture_memory_at(&memory, 0x110000 + 40, 1) ^= 1;
    fixture_root_table(&memory, FIXTURE_XSDT, 8, entries, 2);
    assert_true(find_root(NULL));
    assert_true(find_table("APIC"));
    assert_int_equal(table.address, FIXTURE_MADT);
    assert_said(&lines, "APIC at 0x110000");
}

static void test_impossible_lengths_are_refused(void **state)
{
    static const uint32_t lengths[] = {
        0, 8, 35, 0x100001, 0x7FFFFFFF, 0xFFFFFFFF, FIXTURE_WORLD_SIZE - FIXTURE_MADT + 1
    };

    (void)state;
    assert_true(find_root(NULL));
    for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        fixture_put_number(&memory, FIXTURE_MADT + 4, lengths[i], 4);
        fixture_lines_start(&lines);
        assert_false(find_table("APIC"));
        assert_said(&lines, "impossible length");
    }
}

static void test_only_so_many_entries_are_looked_at(void **state)
{
    static uint64_t entries[300];

    (void)state;
    for (unsigned i = 0; i < 300; i++)
        entries[i] = FIXTURE_OTHER;
    entries[255] = FIXTURE_MADT;
    fixture_root_table(&memory, FIXTURE_XSDT, 8, entries, 300);
    fixture_root_table(&memory, FIXTURE_RSDT, 4, entries, 0);
    assert_true(find_root(NULL));
    assert_true(find_table("APIC"));
    entries[255] = FIXTURE_OTHER;
    entries[256] = FIXTURE_MADT;
    fixture_root_table(&memory, FIXTURE_XSDT, 8, entries, 300);
    assert_false(find_table("APIC"));
    assert_said(&lines, "only 256 are looked at");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, open_world, close_world)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(finds_the_rsdp_in_the_bios_area),
        TEST(finds_the_rsdp_at_both_ends_of_the_bios_area),
        TEST(finds_the_rsdp_in_the_ebda_before_the_bios_area),
        TEST(looks_at_16_byte_steps_only),
        TEST(an_ebda_elsewhere_is_no_ebda),
        TEST(the_boot_loaders_copy_wins),
        TEST(bad_copies_are_refused_and_the_search_goes_on),
        TEST(a_bad_rsdp_does_not_hide_a_good_one_behind_it),
        TEST(a_wrong_signature_in_a_copy_is_said),
        TEST(a_bad_second_half_costs_only_the_xsdt),
        TEST(half_a_copy_of_revision_2_costs_only_the_xsdt),
        TEST(a_revision_1_rsdp_has_no_xsdt),
        TEST(an_xsdt_above_4_gib_gives_way_to_the_rsdt),
        TEST(an_rsdp_that_points_nowhere_is_refused),
        TEST(an_old_rsdp_at_the_end_of_memory),
        TEST(thousands_of_bad_rsdps_do_not_flood_the_log),
        TEST(finds_a_table_and_gives_all_of_it),
        TEST(falls_back_to_the_rsdt),
        TEST(a_table_that_only_the_rsdt_lists_is_found),
        TEST(one_list_of_tables_is_enough),
        TEST(the_longest_table),
        TEST(bad_entries_are_passed_over),
        TEST(a_broken_table_does_not_hide_a_good_one),
        TEST(impossible_lengths_are_refused),
        TEST(only_so_many_entries_are_looked_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

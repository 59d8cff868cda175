/*
 * arch/firmware/processors.c. If one of these fails, the boot processor takes another CPU
 * for itself, smp= does not do what it says, or a machine with bad tables gets no run at
 * all instead of a run on one CPU.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "arch/firmware/processors.h"
#include "tests/host/fixture_firmware.h"
#include "tests/host/fixture_lines.h"
#include "tests/host/fixture_within.h"

static struct fixture_memory memory;
static struct fixture_lines lines;
static struct processors found;

static int open_world(void **state)
{
    (void)state;
    memory = fixture_world();
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    return 0;
}

static void find(uint32_t boot_apic_id, enum processor_choice choice)
{
    memset(&found, 0xEE, sizeof(found));
    processors_find(&memory.view, NULL, boot_apic_id, choice, &found,
                    fixture_lines_start(&lines));
    assert_within(found.count, 1, PROCESSORS_MAX);
    assert_within(found.boot_index, 0, found.count - 1);
    assert_int_equal(found.apic_id[found.boot_index], boot_apic_id);
}

/* QEMU's ids for these topologies, and their short form in the log. */
static void test_machines_as_qemu_has_them(void **state)
{
    static const struct {
        unsigned count;
        uint8_t ids[16];
        uint32_t boot;
        const char *said;
    } row[] = {
        { 1, { 0 }, 0, "processors: 1 by the ACPI MADT, APIC ids 0, boot processor 0" },
        { 2, { 0, 1 }, 0, "2 by the ACPI MADT, APIC ids 0-1, boot processor 0" },
        { 4, { 0, 1, 2, 3 }, 0, "4 by the ACPI MADT, APIC ids 0-3, boot processor 0" },
        { 6, { 0, 1, 2, 4, 5, 6 }, 0, "6 by the ACPI MADT, APIC ids 0-2,4-6, boot" },
        { 12, { 0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13 }, 0, "APIC ids 0-5,8-13, boot" },
        { 4,
          { 0, 6, 1, 7 },
          6,
          "4 by the ACPI MADT, APIC ids 0,6,1,7, boot processor 6" },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        fixture_acpi_world(&memory, row[i].ids, row[i].count);
        find(row[i].boot, PROCESSORS_AUTOMATIC);
        assert_int_equal(found.source, PROCESSORS_FROM_MADT);
        assert_int_equal(found.count, row[i].count);
        for (unsigned id = 0; id < row[i].count; id++)
            assert_int_equal(found.apic_id[id], row[i].ids[id]);
        assert_said(&lines, row[i].said);
        assert_said(&lines, "local APIC at 0xfee00000");
    }
}

static void test_255_processors(void **state)
{
    uint8_t ids[255];

    (void)state;
    for (unsigned i = 0; i < 255; i++)
        ids[i] = (uint8_t)(254 - i);
    fixture_acpi_world(&memory, ids, 255);
    find(0, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.count, 255);
    assert_int_equal(found.boot_index, 254);
}

/* As QEMU's firmware lists them: ids below 255 in the old form, the others in the new. */
static void list_processors(unsigned count)
{
    struct fixture_table madt = fixture_madt_begin(&memory, FIXTURE_MADT, 0xFEE00000);

    for (unsigned id = 0; id < count; id++)
        if (id < 255)
            fixture_madt_processor(&madt, (uint8_t)id, 1);
        else
            fixture_madt_x2apic(&madt, id, 1);
    fixture_acpi_end(&madt);
}

/* All of them count as CPUs of the machine, whether or not this CPU can send to them. */
static void test_260_processors(void **state)
{
    (void)state;
    fixture_acpi_world(&memory, NULL, 0);
    list_processors(260);
    find(0, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.count, 260);
    assert_int_equal(found.apic_id[255], 255);
    assert_int_equal(processors_present(&found), 260);
    assert_said(&lines,
                "processors: 260 by the ACPI MADT, APIC ids 0-259, boot processor 0");
    assert_not_said(&lines, "not counted");
}

/* CPUs beyond lohilo's array are still counted. */
static void test_more_processors_than_there_is_room_for(void **state)
{
    (void)state;
    fixture_acpi_world(&memory, NULL, 0);
    list_processors(PROCESSORS_MAX + 90);
    find(0, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.count, PROCESSORS_MAX);
    assert_int_equal(found.beyond, 90);
    assert_int_equal(processors_present(&found), PROCESSORS_MAX + 90);
}

static void test_who_can_be_sent_to(void **state)
{
    static const struct {
        uint32_t apic_id;
        bool by_xapic, by_x2apic;
    } row[] = {
        { 0, true, true },
        { 254, true, true },
        { 255, false, true },
        { 256, false, true },
        { 0x107, false, true },
        { 0xFFFFFFFE, false, true },
        { 0xFFFFFFFF, false, false },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        assert_int_equal(processors_can_reach(row[i].apic_id, false), row[i].by_xapic);
        assert_int_equal(processors_can_reach(row[i].apic_id, true), row[i].by_x2apic);
    }
}

/* The boot processor, known by its APIC id, need not be the first entry. */
static void test_the_boot_processor_is_found_by_its_id(void **state)
{
    static const uint8_t ids[] = { 0, 1, 2, 3 };

    (void)state;
    fixture_acpi_world(&memory, ids, 4);
    for (unsigned boot = 0; boot < 4; boot++) {
        find(boot, PROCESSORS_AUTOMATIC);
        assert_int_equal(found.boot_index, boot);
        assert_int_equal(found.count, 4);
    }
}

static void test_a_boot_processor_that_is_not_listed_is_added(void **state)
{
    static const uint8_t ids[] = { 0, 1 };

    (void)state;
    fixture_acpi_world(&memory, ids, 2);
    find(5, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.count, 3);
    assert_int_equal(found.boot_index, 2);
    assert_said(&lines, "APIC id 5 is not in the table: added");
}

static void test_a_boot_processor_that_is_not_listed_displaces_the_last(void **state)
{
    (void)state;
    fixture_acpi_world(&memory, NULL, 0);
    list_processors(PROCESSORS_MAX);
    find(0x1000, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.count, PROCESSORS_MAX);
    assert_int_equal(found.beyond, 1);
    assert_said(&lines, "no room: APIC id 383");
}

static void test_falls_back_from_madt_to_mp_table_to_one(void **state)
{
    static const uint8_t ids[] = { 0, 1, 2 };

    (void)state;
    fixture_acpi_world(&memory, ids, 2);
    fixture_mp_world(&memory, ids, 3);
    find(0, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.source, PROCESSORS_FROM_MADT);
    assert_int_equal(found.count, 2);

    *fixture_memory_at(&memory, FIXTURE_MADT + 40, 1) ^=
        1; /* now its checksum is wrong */
    find(0, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.source, PROCESSORS_FROM_MP_TABLE);
    assert_int_equal(found.count, 3);
    assert_said(&lines, "no usable table APIC");

    *fixture_memory_at(&memory, FIXTURE_MP_TABLE + 40, 1) ^= 1;
    find(0, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.source, PROCESSORS_BOOT_ONLY);
    assert_int_equal(found.count, 1);
    assert_said(&lines, "no usable MP table");
    assert_said(&lines, "1 by the boot processor only, APIC ids 0");
}

/* UEFI with Multiboot 1: no RSDP, no EBDA, no MP table. */
static void test_nothing_at_all(void **state)
{
    (void)state;
    fixture_put_number(&memory, 0x40E, 0, 2);
    fixture_put_number(&memory, 0x413, 0, 2);
    find(3, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.source, PROCESSORS_BOOT_ONLY);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.local_apic_address, 0xFEE00000);
    assert_not_said(&lines, "not in the table");
    assert_not_said(&lines, "firmware:"); /* 0 means no table, and is no fault */
}

static void test_the_boot_loaders_rsdp_is_enough(void **state)
{
    static const uint8_t ids[] = { 0, 1 };
    struct acpi_hint hint = { .extended = fixture_rsdp(2, 0, FIXTURE_XSDT) };

    (void)state;
    fixture_acpi_world(&memory, ids, 2);
    memset(fixture_memory_at(&memory, FIXTURE_RSDP, 36), 0, 36);
    processors_find(&memory.view, &hint, 0, PROCESSORS_AUTOMATIC, &found,
                    fixture_lines_start(&lines));
    assert_int_equal(found.count, 2);
}

static void test_choices(void **state)
{
    static const uint8_t madt[] = { 0, 1 }, mp[] = { 0, 1, 2 };
    static const struct {
        enum processor_choice choice;
        enum processor_source source;
        unsigned count;
    } row[] = {
        { PROCESSORS_AUTOMATIC, PROCESSORS_FROM_MADT, 2 },
        { PROCESSORS_ACPI, PROCESSORS_FROM_MADT, 2 },
        { PROCESSORS_MP, PROCESSORS_FROM_MP_TABLE, 3 },
        { PROCESSORS_NONE, PROCESSORS_BOOT_ONLY, 1 },
    };

    (void)state;
    fixture_acpi_world(&memory, madt, 2);
    fixture_mp_world(&memory, mp, 3);
    for (unsigned i = 0; i < 4; i++) {
        find(0, row[i].choice);
        assert_int_equal(found.source, row[i].source);
        assert_int_equal(found.count, row[i].count);
    }
    fixture_put_number(&memory, FIXTURE_MP, 0, 4);
    find(0, PROCESSORS_MP);
    assert_int_equal(found.source, PROCESSORS_BOOT_ONLY);
    fixture_mp_world(&memory, mp, 3);
    fixture_put_number(&memory, FIXTURE_RSDP, 0, 4);
    find(0, PROCESSORS_ACPI);
    assert_int_equal(found.source, PROCESSORS_BOOT_ONLY);
}

/* A dual Pentium II Xeon board's MADT lists one processor, its MP table two. */
static void test_warns_where_the_mp_table_has_more(void **state)
{
    static const uint8_t ids[] = { 0, 1 };

    (void)state;
    fixture_acpi_world(&memory, ids, 1);
    fixture_mp_world(&memory, ids, 2);
    find(0, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.count, 1);
    assert_said(&lines, "the MADT lists 1, the MP table 2: smp=mp");
    find(0, PROCESSORS_ACPI); /* the user chose it */
    assert_not_said(&lines, "smp=mp");
    fixture_mp_world(&memory, ids, 1);
    find(0, PROCESSORS_AUTOMATIC);
    assert_not_said(&lines, "smp=mp");
    fixture_acpi_world(&memory, ids, 2);
    fixture_mp_world(&memory, (const uint8_t[]){ 0, 1, 2 }, 3);
    find(0, PROCESSORS_AUTOMATIC);
    assert_not_said(&lines, "smp=mp");
}

static void test_says_where_the_mp_table_marks_another_boot_processor(void **state)
{
    static const uint8_t ids[] = { 0, 1 };

    (void)state;
    fixture_mp_world(&memory, ids, 2);
    find(1, PROCESSORS_AUTOMATIC);
    assert_int_equal(found.boot_index, 1);
    assert_said(&lines, "marks APIC id 0 as the boot processor: it is 1");
    find(0, PROCESSORS_AUTOMATIC);
    assert_not_said(&lines, "marks APIC id");
}

/* If a CPU asleep in the firmware's code has the same id, an NMI to it resets the
 * machine. */
static void test_a_boot_processor_that_took_anothers_id(void **state)
{
    static const uint8_t ids[] = { 0, 1, 5 };

    (void)state;
    fixture_acpi_world(&memory, ids, 3);
    find(1, PROCESSORS_AUTOMATIC);
    assert_true(processors_boot_has_a_twin(&found, 0));
    assert_true(processors_boot_has_a_twin(&found, 5));
    assert_false(processors_boot_has_a_twin(&found, 1)); /* its own */
    assert_false(processors_boot_has_a_twin(&found, 2)); /* all were renumbered */
}

static void test_says_how_many_were_not_counted(void **state)
{
    struct fixture_table madt;

    (void)state;
    fixture_acpi_world(&memory, NULL, 0);
    madt = fixture_madt_begin(&memory, FIXTURE_MADT, 0xFEE00000);
    fixture_madt_processor(&madt, 0, 1);
    fixture_madt_processor(&madt, 0, 1);
    fixture_madt_processor(&madt, 1, 0);
    fixture_madt_x2apic(&madt, 0xFFFFFFFF, 1);
    fixture_acpi_end(&madt);
    find(0, PROCESSORS_AUTOMATIC);
    assert_said(&lines, "not counted: disabled 1, duplicate 1");
    assert_int_equal(processors_present(&found), 2); /* one that no message can reach */

    madt = fixture_madt_begin(&memory, FIXTURE_MADT, 0xFEE00000);
    fixture_madt_processor(&madt, 0, 1);
    fixture_madt_processor(&madt, 0, 1);
    fixture_madt_processor(&madt, 1, 0);
    fixture_acpi_end(&madt);
    find(0, PROCESSORS_AUTOMATIC);
    assert_said(&lines, "not counted: disabled 1, duplicate 1");

    fixture_acpi_world(&memory, (const uint8_t[]){ 0 }, 1);
    find(0, PROCESSORS_AUTOMATIC);
    assert_not_said(&lines, "not counted");
}

static void test_a_long_description_is_cut(void **state)
{
    char text[16];

    (void)state;
    processors_reset(&found, PROCESSORS_FROM_MADT);
    for (unsigned i = 0; i < 100; i++)
        found.apic_id[found.count++] = 2 * i;
    memset(text, 'x', sizeof(text));
    processors_describe(&found, text, sizeof(text) - 1);
    assert_string_equal(text, "0,2,4,6,8,10,1");
    assert_int_equal(text[15], 'x');
    for (found.count = 0; found.count < PROCESSORS_MAX; found.count++)
        found.apic_id[found.count] = found.count;
    processors_describe(&found, text, sizeof(text));
    assert_string_equal(text, "0-383");
    found.count = 0;
    processors_describe(&found, text, 1);
    assert_string_equal(text, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, open_world, close_world)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(machines_as_qemu_has_them),
        TEST(255_processors),
        TEST(260_processors),
        TEST(more_processors_than_there_is_room_for),
        TEST(who_can_be_sent_to),
        TEST(the_boot_processor_is_found_by_its_id),
        TEST(a_boot_processor_that_is_not_listed_is_added),
        TEST(a_boot_processor_that_is_not_listed_displaces_the_last),
        TEST(falls_back_from_madt_to_mp_table_to_one),
        TEST(nothing_at_all),
        TEST(the_boot_loaders_rsdp_is_enough),
        TEST(choices),
        TEST(warns_where_the_mp_table_has_more),
        TEST(says_where_the_mp_table_marks_another_boot_processor),
        TEST(a_boot_processor_that_took_anothers_id),
        TEST(says_how_many_were_not_counted),
        TEST(a_long_description_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

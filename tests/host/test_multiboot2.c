/*
 * boot/multiboot2.c. If one of these fails, lohilo runs with other options than the user
 * gave, or finds no processors under UEFI, or dies over a tag before it can say why.
 * test_multiboot1.c covers the parts that the protocols share.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/firmware/firmware.h"
#include "boot/multiboot2.h"
#include "tests/host/fixture_firmware.h"
#include "tests/host/fixture_lines.h"

enum { BASE = 0x100498, SIZE = 0x4000 }; /* GRUB's address on a BIOS */

static struct fixture_memory memory;
static struct fixture_lines lines;
static struct boot_info info;
static struct fixture_table tags;

static int open_world(void **state)
{
    (void)state;
    memory = fixture_memory_new(BASE, SIZE);
    tags = (struct fixture_table){ &memory, BASE, BASE + 8 };
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    return 0;
}

static void align(void)
{
    while ((tags.at - BASE) % 8 != 0)
        fixture_append(&tags, 0xA5, 1);
}

static void tag(uint32_t type, const void *payload, uint32_t size)
{
    align();
    fixture_append(&tags, type, 4);
    fixture_append(&tags, size + 8, 4);
    fixture_append_bytes(&tags, payload, size);
}

static void text_tag(uint32_t type, const char *text)
{
    tag(type, text, (uint32_t)strlen(text) + 1);
}

static void map_tag(uint32_t entry_size, const uint64_t (*entry)[3], unsigned count)
{
    align();
    fixture_append(&tags, 6, 4);
    fixture_append(&tags, 16 + entry_size * count, 4);
    fixture_append(&tags, entry_size, 4);
    fixture_append(&tags, 0, 4);
    for (unsigned i = 0; i < count; i++) {
        fixture_append(&tags, entry[i][0], 8);
        fixture_append(&tags, entry[i][1], 8);
        fixture_append(&tags, entry[i][2], 4);
        for (uint32_t more = 20; more < entry_size; more++)
            fixture_append(&tags, 0xFF, 1);
    }
}

static void sizes_tag(uint32_t lower, uint32_t upper)
{
    const uint32_t payload[] = { lower, upper };

    tag(4, payload, 8);
}

static void end_tags(void)
{
    align();
    fixture_append(&tags, 0, 4);
    fixture_append(&tags, 8, 4);
}

/* With the size as built, in memory that ends there. */
static bool parse(void)
{
    fixture_put_number(&memory, BASE, tags.at - BASE, 4);
    fixture_memory_cut(&memory, tags.at);
    memset(&info, 0xEE, sizeof(info));
    return multiboot2_parse(&memory.view, BASE, &info, fixture_lines_start(&lines));
}

static void restart(void)
{
    close_world(NULL);
    open_world(NULL);
}

static const uint64_t ram[][3] = { { 0, 0x9F000, 1 },
                                   { 0x9F000, 0x1000, 2 },
                                   { 0x100000, 0x7F00000, 1 } };

static void test_what_grub_hands_over(void **state)
{
    struct acpi_rsdp_copy original = fixture_rsdp(0, 0x7FE0000, 0);
    struct acpi_rsdp_copy extended = fixture_rsdp(2, 0x7FE0000, 0x7FE1000);
    static const uint8_t screen[] = { 0,  0x80, 0x0B, 0, 0,  0, 0, 0, 160, 0, 0, 0,
                                      80, 0,    0,    0, 25, 0, 0, 0, 16,  2, 0, 0 };

    (void)state;
    text_tag(1, "run=stress/* seed=7");
    text_tag(2, "GRUB 2.06-13+deb12u2");
    sizes_tag(639, 130048);
    map_tag(24, ram, 3);
    tag(8, screen, sizeof(screen));
    tag(14, original.bytes, 20);
    tag(15, extended.bytes, 36);
    tag(21, "\0\0\x10", 4); /* load base address: not used */
    end_tags();
    assert_true(parse());
    assert_int_equal(lines.count, 0);
    assert_int_equal(info.protocol, BOOT_MULTIBOOT_2);
    assert_string_equal(info.command_line, "run=stress/* seed=7");
    assert_false(info.command_line_cut);
    assert_string_equal(info.loader, "GRUB 2.06-13+deb12u2");
    assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_MMAP);
    assert_int_equal(info.memory.count, 3);
    assert_true(info.memory.range[2].end == 0x8000000);
    assert_int_equal(info.screen.kind, BOOT_SCREEN_TEXT);
    assert_int_equal(info.screen.address, 0xB8000);
    assert_int_equal(info.acpi.original.size, 20);
    assert_memory_equal(info.acpi.original.bytes, original.bytes, 20);
    assert_int_equal(info.acpi.extended.size, 36);
    assert_memory_equal(info.acpi.extended.bytes, extended.bytes, 36);
    assert_int_equal(info.reserved_count, 1);
    assert_true(info.reserved[0].start == BASE && info.reserved[0].end == tags.at);
}

static void test_nothing_but_an_end(void **state)
{
    (void)state;
    end_tags();
    assert_true(parse());
    assert_int_equal(lines.count, 0);
    assert_string_equal(info.command_line, "");
    assert_int_equal(info.memory_source, BOOT_MEMORY_UNKNOWN);
}

static void test_information_that_cannot_be_read(void **state)
{
    static const uint32_t sizes[] = { 0, 7, 17, 0x400001, 0xFFFFFFFF };
    static const uint32_t addresses[] = { 0, BASE - 1, BASE + 9, 0xFFFFFFFF };

    (void)state;
    end_tags();
    assert_true(parse());
    for (unsigned i = 0; i < 5; i++) {
        fixture_put_number(&memory, BASE, sizes[i], 4);
        assert_false(
            multiboot2_parse(&memory.view, BASE, &info, fixture_lines_start(&lines)));
        assert_int_equal(info.reserved_count, 0);
        assert_said(&lines, "cannot be read");
    }
    for (unsigned i = 0; i < 4; i++)
        assert_false(multiboot2_parse(&memory.view, addresses[i], &info, NULL));
}

/* A size of 0 would loop for ever; a size below 8 is not even a tag. */
static void test_impossible_sizes_stop_the_walk(void **state)
{
    static const uint32_t sizes[] = { 0, 1, 7, 25, 0x7FFFFFFF, 0xFFFFFFF8, 0xFFFFFFFF };

    (void)state;
    for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        restart();
        text_tag(2, "GRUB");
        align();
        fixture_append(&tags, 99, 4);
        fixture_append(&tags, sizes[i], 4);
        text_tag(1, "lost");
        assert_true(parse());
        assert_string_equal(info.loader, "GRUB");
        assert_string_equal(info.command_line, "");
        assert_said(&lines, "tag 99 at offset 24, size");
    }
}

static void test_no_end_tag(void **state)
{
    (void)state;
    assert_true(parse()); /* nothing but the size */
    assert_said(&lines, "no end tag");
    restart();
    text_tag(1, "seed=123456");
    assert_true(parse()); /* without its padding, and without an end tag */
    assert_string_equal(info.command_line, "seed=123456");
    assert_said(&lines, "no end tag");
    restart();
    text_tag(1, "seed=123456");
    fixture_append(&tags, 0, 7); /* half of a tag */
    assert_true(parse());
    assert_string_equal(info.command_line, "seed=123456");
    assert_said(&lines, "no end tag");
}

static void test_what_follows_the_end_tag_is_not_told(void **state)
{
    (void)state;
    end_tags();
    text_tag(1, "seed=1");
    assert_true(parse());
    assert_string_equal(info.command_line, "");
    assert_int_equal(lines.count, 0);
}

static void test_the_first_of_two_counts(void **state)
{
    (void)state;
    text_tag(1, "seed=1");
    text_tag(1, "seed=2");
    map_tag(24, ram, 1);
    map_tag(24, ram, 3);
    end_tags();
    assert_true(parse());
    assert_string_equal(info.command_line, "seed=1");
    assert_int_equal(info.memory.count, 1);
    assert_said(&lines, "a second tag 1 is ignored");
    assert_said(&lines, "a second tag 6 is ignored");
}

static void test_tags_too_short_are_passed_over(void **state)
{
    static const struct {
        uint32_t type, least;
    } row[] = { { 3, 8 }, { 4, 8 }, { 6, 8 }, { 8, 22 } };

    (void)state;
    for (unsigned i = 0; i < 4; i++)
        for (uint32_t size = 0; size < row[i].least; size++) {
            restart();
            tag(row[i].type, "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1", size);
            text_tag(1, "seed=1");
            end_tags();
            assert_true(parse());
            assert_string_equal(info.command_line, "seed=1");
            assert_said(&lines, "bytes: ignored");
            assert_int_equal(info.reserved_count, 1);
            assert_int_equal(info.memory_source, BOOT_MEMORY_UNKNOWN);
        }
}

static void test_texts_without_an_end(void **state)
{
    (void)state;
    tag(2, "LOADER", 6);
    tag(1, "seed=1", 6);
    end_tags();
    assert_true(parse());
    assert_string_equal(info.loader, "LOADER");
    assert_string_equal(info.command_line, "seed=1");
    assert_true(info.command_line_cut);
    restart();
    tag(2, "", 0);
    tag(1, "", 0);
    assert_true(parse());
    assert_string_equal(info.loader, "");
    assert_true(info.command_line_cut);
}

/* The loader's name decides about the first word, and may come after it. */
static void test_the_order_of_tags_does_not_matter(void **state)
{
    (void)state;
    text_tag(1, "lohilo.elf seed=1");
    text_tag(2, "qemu");
    end_tags();
    assert_true(parse());
    assert_string_equal(info.command_line, "seed=1");
}

/* Loaders of Multiboot 2, known and unknown; test_multiboot1.c has all names. */
static void test_the_kernels_file_name_is_taken_away(void **state)
{
    static const struct {
        const char *loader, *given, *expected;
    } row[] = {
        { "kexec 2.0.25", "lohilo.elf run=a seed=1", "run=a seed=1" },
        { "kexec 2.0.25", "a=b run=a", "run=a" },
        { "GRUB 2.06-13+deb12u2", "lohilo.elf run=a", "lohilo.elf run=a" },
        { "Limine 8.2.0", "run=a", "run=a" },
        { "a loader", "lohilo.elf run=a", "run=a" },
        { "a loader", "rnu=a/b.c seed=1", "rnu=a/b.c seed=1" },
    };

    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        close_world(state);
        open_world(state);
        text_tag(1, row[i].given);
        text_tag(2, row[i].loader);
        end_tags();
        assert_true(parse());
        assert_string_equal(info.command_line, row[i].expected);
        assert_int_equal(fixture_lines_have(&lines, "taken as the kernel's file name"),
                         strcmp(row[i].given, row[i].expected) != 0);
    }
}

/* Any of UEFI's tags, even a cut or empty one, means no BIOS and no text mode. */
static void test_booted_by_uefi(void **state)
{
    static const uint32_t types[] = { 11, 12, 17, 18 };

    (void)state;
    end_tags();
    assert_true(parse());
    assert_false(info.efi);
    for (unsigned i = 0; i < 4; i++) {
        restart();
        tag(types[i], "\0\0\0\0\0\0\0", i == 3 ? 0 : 4);
        end_tags();
        assert_true(parse());
        assert_true(info.efi);
    }
}

static void test_maps_with_longer_entries(void **state)
{
    static const uint32_t sizes[] = { 24, 28, 32, 40 };

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        restart();
        map_tag(sizes[i], ram, 3);
        end_tags();
        assert_true(parse());
        assert_int_equal(info.memory.count, 3);
        assert_int_equal(info.memory.range[1].type, 2);
        assert_true(info.memory.range[2].start == 0x100000);
    }
}

static void test_impossible_maps_give_way_to_the_sizes(void **state)
{
    static const uint32_t entry_sizes[] = { 0, 1, 20, 23 };

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        restart();
        map_tag(24, ram, 3);
        fixture_put_number(&memory, BASE + 16, entry_sizes[i], 4);
        sizes_tag(639, 1024);
        end_tags();
        assert_true(parse());
        assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_SIZES);
        assert_int_equal(info.memory.count, 2);
        assert_said(&lines, "not 24: refused");
    }
}

static void test_a_map_that_ends_in_an_entry(void **state)
{
    (void)state;
    for (uint32_t cut = 1; cut <= 24; cut++) {
        restart();
        map_tag(24, ram, 3);
        fixture_put_number(&memory, BASE + 12, 16 + 72 - cut, 4);
        tags.at -= cut;
        assert_true(parse());
        assert_int_equal(info.memory.count, 2);
    }
}

/* The step may be larger than the rest of the map, up to 4 GiB. */
static void test_huge_map_entries(void **state)
{
    static const uint32_t sizes[] = { 73, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF };

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        restart();
        map_tag(24, ram, 3);
        fixture_put_number(&memory, BASE + 16, sizes[i], 4);
        end_tags();
        assert_true(parse());
        assert_int_equal(info.memory.count, 1);
    }
}

static void test_modules_are_reserved(void **state)
{
    static const uint32_t module[][2] = { { 0x200000, 0x200800 },
                                          { 5, 5 },
                                          { 0x400000, 0x400001 } };

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        tag(3, module[i], 8);
    end_tags();
    assert_true(parse());
    assert_int_equal(info.reserved_count, 3);
    assert_true(info.reserved[2].start == 0x400000 && info.reserved[2].end == 0x400001);
    assert_said(&lines, "module from 0x5 to 0x5 is empty");
}

static void test_rsdp_copies_of_any_length(void **state)
{
    uint8_t bytes[64];

    (void)state;
    memset(bytes, 0x77, sizeof(bytes));
    for (uint32_t size = 0; size < 64; size++) {
        restart();
        tag(14, bytes, size);
        tag(15, bytes, size);
        end_tags();
        assert_true(parse());
        assert_int_equal(info.acpi.original.size, size < 36 ? size : 36);
        assert_int_equal(info.acpi.extended.size, size < 36 ? size : 36);
    }
}

/* GRUB puts 16 reserved bits before the colours, unlike the specification. */
static void test_an_rgb_screen(void **state)
{
    static const uint8_t payload[] = { 0,  0, 0,    0x80, 0,  0, 0,    0, 0x60, 0x09,
                                       0,  0, 0x20, 3,    0,  0, 0x58, 2, 0,    0,
                                       24, 1, 0,    0,    16, 8, 8,    8, 0,    8 };

    (void)state;
    for (uint32_t cut = 0; cut < 8; cut++) {
        restart();
        tag(8, payload, sizeof(payload) - cut);
        assert_true(parse()); /* memory ends with the tag */
        if (cut != 0) {
            assert_int_equal(info.screen.kind, BOOT_SCREEN_UNKNOWN);
            continue;
        }
        assert_int_equal(info.screen.kind, BOOT_SCREEN_RGB);
        assert_int_equal(info.screen.width, 800);
        assert_int_equal(info.screen.height, 600);
        assert_int_equal(info.screen.pitch, 2400);
        assert_int_equal(info.screen.red.position, 16);
        assert_int_equal(info.screen.green.position, 8);
        assert_int_equal(info.screen.blue.bits, 8);
    }
}

static void test_thousands_of_bad_tags_do_not_flood_the_log(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        tag(4, "", 0);
    end_tags();
    assert_true(parse());
    assert_int_equal(lines.count, COMPLAINTS_MAX + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, open_world, close_world)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(what_grub_hands_over),
        TEST(nothing_but_an_end),
        TEST(information_that_cannot_be_read),
        TEST(impossible_sizes_stop_the_walk),
        TEST(no_end_tag),
        TEST(what_follows_the_end_tag_is_not_told),
        TEST(the_first_of_two_counts),
        TEST(tags_too_short_are_passed_over),
        TEST(texts_without_an_end),
        TEST(the_order_of_tags_does_not_matter),
        TEST(the_kernels_file_name_is_taken_away),
        TEST(booted_by_uefi),
        TEST(maps_with_longer_entries),
        TEST(impossible_maps_give_way_to_the_sizes),
        TEST(a_map_that_ends_in_an_entry),
        TEST(huge_map_entries),
        TEST(modules_are_reserved),
        TEST(rsdp_copies_of_any_length),
        TEST(an_rgb_screen),
        TEST(thousands_of_bad_tags_do_not_flood_the_log),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

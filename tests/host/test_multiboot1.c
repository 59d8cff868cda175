/*
 * boot/multiboot1.c and boot/multiboot_common.c. If one of these fails, lohilo runs with
 * other options than the user gave, or on memory that does not exist, or dies before it
 * can say why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "boot/multiboot1.h"
#include "boot/multiboot_common.h"
#include "tests/host/fixture_lines.h"
#include "tests/host/fixture_memory.h"

/* The test memory: 64 KiB from 0x9000 on, the information at its start. */
enum {
    BASE = 0x9000,
    SIZE = 0x10000,
    LOADER = 0x9100,
    COMMAND_LINE = 0xA000,
    MODULES = 0xB000,
    MAP = 0xC000,
};

enum {
    SIZES = 1 << 0,
    COMMAND = 1 << 2,
    MODULE = 1 << 3,
    MMAP = 1 << 6,
    NAME = 1 << 9,
    SCREEN = 1 << 12
};

static struct fixture_memory memory;
static struct fixture_lines lines;
static struct boot_info info;
static struct fixture_table map;

static void put(unsigned offset, uint64_t value, size_t size)
{
    fixture_put_number(&memory, BASE + offset, value, size);
}

static void set_flags(uint32_t flags)
{
    put(0, flags, 4);
}

static void put_text(uint64_t address, const char *text)
{
    fixture_put(&memory, address, text, strlen(text) + 1);
}

static void map_entry(uint32_t size, uint64_t start, uint64_t length, uint32_t type)
{
    fixture_append(&map, size, 4);
    fixture_append(&map, start, 8);
    fixture_append(&map, length, 8);
    fixture_append(&map, type, 4);
    for (uint32_t more = 20; more < size && more < 64; more++)
        fixture_append(&map, 0xFF, 1);
}

static void map_end(void)
{
    put(44, map.at - MAP, 4);
    put(48, MAP, 4);
}

static int open_world(void **state)
{
    (void)state;
    memory = fixture_memory_new(BASE, SIZE);
    map = (struct fixture_table){ &memory, MAP, MAP };
    put(4, 639, 4);
    put(8, 130048, 4);
    put(16, COMMAND_LINE, 4);
    put(64, LOADER, 4);
    put_text(LOADER, "GRUB 2.06");
    put_text(COMMAND_LINE, "run=stress/* seed=7");
    map_entry(20, 0, 0x9FC00, 1);
    map_entry(20, 0x9FC00, 0x400, 2);
    map_entry(20, 0x100000, 0x7F00000, 1);
    map_end();
    set_flags(SIZES | COMMAND | MMAP | NAME);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    return 0;
}

static bool parse_at(uint32_t address)
{
    memset(&info, 0xEE, sizeof(info));
    return multiboot1_parse(&memory.view, address, &info, fixture_lines_start(&lines));
}

static bool parse(void)
{
    return parse_at(BASE);
}

static void assert_range(unsigned i, uint64_t start, uint64_t end, uint32_t type)
{
    assert_true(info.memory.range[i].start == start);
    assert_true(info.memory.range[i].end == end);
    assert_int_equal(info.memory.range[i].type, type);
}

static void test_what_grub_hands_over(void **state)
{
    (void)state;
    assert_true(parse());
    assert_int_equal(info.protocol, BOOT_MULTIBOOT_1);
    assert_string_equal(info.loader, "GRUB 2.06");
    assert_string_equal(info.command_line, "run=stress/* seed=7");
    assert_false(info.command_line_cut);
    assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_MMAP);
    assert_int_equal(info.memory.count, 3);
    assert_range(0, 0, 0x9FC00, 1);
    assert_range(1, 0x9FC00, 0xA0000, 2);
    assert_range(2, 0x100000, 0x8000000, 1);
    assert_int_equal(info.screen.kind, BOOT_SCREEN_UNKNOWN);
    assert_int_equal(info.acpi.extended.size + info.acpi.original.size, 0);
    assert_int_equal(info.reserved_count, 1);
    assert_int_equal(info.reserved[0].start, BASE);
    assert_int_equal(info.reserved[0].end, BASE + 118);
    assert_int_equal(lines.count, 0);
}

/* No pointer may refer to the loader's memory: the trampoline may be put there. */
static void test_everything_is_copied_out(void **state)
{
    struct boot_info before;

    (void)state;
    assert_true(parse());
    before = info;
    memset(memory.bytes, 0xFF, SIZE);
    assert_memory_equal(&before, &info, sizeof(info));
    assert_string_equal(info.command_line, "run=stress/* seed=7");
}

/* Only the fields that the flags announce are valid: the others are garbage. */
static void test_without_flags_nothing_is_told(void **state)
{
    (void)state;
    set_flags(0);
    assert_true(parse());
    assert_string_equal(info.loader, "");
    assert_string_equal(info.command_line, "");
    assert_false(info.command_line_cut);
    assert_int_equal(info.memory.count, 0);
    assert_int_equal(info.memory_source, BOOT_MEMORY_UNKNOWN);
    assert_int_equal(info.reserved_count, 1);
}

static void test_information_that_cannot_be_read(void **state)
{
    static const uint32_t addresses[] = { 0,           1,
                                          BASE - 1,    BASE + SIZE - 3,
                                          BASE + SIZE, 0xFFFFFFFF };

    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        assert_false(parse_at(addresses[i]));
        assert_int_equal(info.protocol, BOOT_MULTIBOOT_1);
        assert_int_equal(info.memory.count + info.reserved_count, 0);
        assert_string_equal(info.command_line, "");
        assert_said(&lines, "cannot be read");
    }
}

/* Old loaders' information ends early; the fields before that are valid. */
static void test_information_at_the_end_of_memory(void **state)
{
    (void)state;
    put(BASE - BASE + SIZE - 16, SIZES | COMMAND | MMAP | NAME | MODULE | SCREEN, 4);
    put(SIZE - 12, 640, 4);
    put(SIZE - 8, 1024, 4);
    assert_true(parse_at(BASE + SIZE - 16));
    assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_SIZES);
    assert_int_equal(info.memory.count, 2);
    assert_said(&lines, "ends before its field at 44");
    assert_string_equal(info.command_line, "");
    assert_string_equal(info.loader, "");
    assert_int_equal(info.reserved_count, 1);
    assert_int_equal(info.screen.kind, BOOT_SCREEN_UNKNOWN);
    for (unsigned cut = 1; cut <= 28; cut++) { /* a framebuffer announced, and cut */
        close_world(NULL);
        open_world(NULL);
        set_flags(SCREEN);
        fixture_memory_cut(&memory, BASE + 116 - cut);
        assert_true(parse());
        assert_said(&lines, "ends before its field at");
    }
}

/* The command lines of known loaders, with the loaders' names as their sources have
 * them. */
static void test_the_kernels_file_name_is_taken_away(void **state)
{
    static const struct {
        const char *loader, *given, *expected;
    } row[] = {
        { "qemu", "lohilo.elf run=a seed=1", "run=a seed=1" },
        { "qemu", "build/lohilo.elf run=a", "run=a" },
        { "qemu", "a=b/lohilo.elf run=a", "run=a" },
        { "qemu", "lohilo.elf ", "" },
        { "qemu", "lohilo.elf", "" },
        { "qemu", "", "" },
        { "QEMU", "lohilo.elf help list", "help list" },
        { "GNU GRUB 0.97", "/boot/lohilo.elf run=a", "run=a" },
        { "GNU GRUB 0.97", "(cd)/boot/lohilo.elf  \t run=a", "run=a" },
        { "GNU GRUB 0.97", "lohilo.elf run=a", "run=a" },
        { "ISOLINUX 6.04 20200816 ", "lohilo.elf run=a seed=1", "run=a seed=1" },
        { "ISOLINUX 3.82 2009-06-09", "LOHILO.ELF", "" },
        { "PXELINUX 6.04 PXE 20200816 ", "lohilo.elf run=a", "run=a" },
        { "PXELINUX 6.04 lwIP 20200816 ", "http://h/f?a=b run=a", "run=a" },
        { "SYSLINUX 4.05 EDD 20140113 ", "kernel run=a", "run=a" },
        { "SYSLINUX 6.03 EFI 20141006 ", "lohilo run=a", "run=a" },
        { "EXTLINUX 4.05 20140113 ", "a=b/lohilo.elf run=a", "run=a" },
        { "Syslinux", "lohilo.elf run=a", "run=a" },
        { "COM32 Multiboot loader v0.2", "lohilo.elf run=a ", "run=a" },
        { "iPXE 1.0.0+git-20190125.36a4c8", "http://h/boot.php?file=lohilo.elf a", "a" },
        { "iPXE 1.21.1 (g988d)", "tftp://10.0.2.2/lohilo.elf run=a", "run=a" },
        { "iPXE 1.21.1 (g988d)", "file:lohilo.elf", "" },
        { "iPXE 1.21.1 (g988d)", " run=a seed=1", "run=a seed=1" }, /* has no name */
        { "iPXE", "", "" },
        { "kexec 2.0.25", "lohilo.elf run=a seed=1", "run=a seed=1" },
        { "kexec 2.0.25", "seed=1 run=a", "run=a" }, /* kexec -l seed=1: a file's name */
        { "kexec 2.0.25", "/tmp/lohilo.elf", "" },
        { "GRUB 2.06", "run=stress/pte/* seed=1", "run=stress/pte/* seed=1" },
        { "GRUB 2.06", "help run=stress/pte/*", "help run=stress/pte/*" },
        { "GRUB 2.06", "  help  ", "help" },
        { "GRUB 2.12-1ubuntu7", "stress/pte/lockless", "stress/pte/lockless" },
        { "GRUB 2.14", "/lohilo.elf seed=1",
          "/lohilo.elf seed=1" }, /* typed by the user */
        { "Limine 8.2.0", "lohilo.elf seed=1", "lohilo.elf seed=1" },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        put_text(LOADER, row[i].loader);
        put_text(COMMAND_LINE, row[i].given);
        assert_true(parse());
        assert_string_equal(info.command_line, row[i].expected);
        assert_false(info.command_line_cut);
        assert_not_said(&lines, "is not known");
    }
}

/* With an unknown loader, only a word that cannot be a mistyped option is a file name. */
static void test_a_file_name_is_guessed(void **state)
{
    static const struct {
        const char *given, *expected;
    } row[] = {
        { "/lohilo.elf", "" },
        { "/a=b/lohilo seed=1", "seed=1" },
        { "(hd0,1)/boot/lohilo seed=1", "seed=1" },
        { "lohilo.elf seed=1", "seed=1" },
        { "boot/lohilo.elf seed=1", "seed=1" },
        { "  lohilo.elf seed=1", "seed=1" },
        { "http://10.0.2.2/boot.php?file=lohilo.elf seed=1", "seed=1" },
        { "tftp://10.0.2.2/lohilo", "" },
        { "", "" },
        { "   ", "" },
        { "help list", "help list" },
        { "seed=1", "seed=1" },
        { "run=stress/* seed=1", "run=stress/* seed=1" },
        { "run=/x seed=1", "run=/x seed=1" },
        { "rnu=stress/pte/* seed=1", "rnu=stress/pte/* seed=1" },
        { "run=a://b", "run=a://b" },
        { "://b", "://b" },
        { "time=0.5 seed=1", "time=0.5 seed=1" },
        { "forecpae seed=1", "forecpae seed=1" },
        { "stress/pte/lockless seed=1", "stress/pte/lockless seed=1" },
        { "kernel seed=1", "kernel seed=1" },
    };
    static const char *const loaders[] = { "",          "FILO 0.6.0", "gPXE 0.9.7",
                                           "GRUB 1.98", "GRUB",       "GRUB4DOS",
                                           "kexecute",  "qemuX",      "xqemu",
                                           "iPXElinux", "kexe" };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++)
        for (unsigned j = 0; j < sizeof(loaders) / sizeof(loaders[0]); j++) {
            put_text(LOADER, loaders[j]);
            put_text(COMMAND_LINE, row[i].given);
            assert_true(parse());
            assert_string_equal(info.command_line, row[i].expected);
            assert_int_equal(fixture_lines_have(&lines,
                                                "a guess: this boot loader is unknown"),
                             strspn(row[i].given, " ") != strlen(row[i].given) &&
                                 strcmp(row[i].given, row[i].expected) != 0);
        }
}

/* The log must mention a skipped word: the user may have meant it as an option. */
static void test_a_file_name_is_said(void **state)
{
    (void)state;
    put_text(COMMAND_LINE, "lohilo.elf seed=1");
    put_text(LOADER, "a loader");
    assert_true(parse());
    assert_string_equal(info.command_line, "seed=1");
    assert_said(&lines,
                "first word 'lohilo.elf' taken as the kernel's file name, a guess");
    put_text(LOADER, "kexec 2.0.25");
    assert_true(parse());
    assert_said(&lines,
                "first word 'lohilo.elf' taken as the kernel's file name, which this");
    put_text(COMMAND_LINE, "seed=1");
    put_text(LOADER, "a loader");
    assert_true(parse());
    assert_not_said(&lines, "file name");
    put_text(LOADER, "qemu"); /* known, and the log must not depend on the path */
    put_text(COMMAND_LINE, "/some/where/lohilo.elf seed=1");
    assert_true(parse());
    assert_int_equal(lines.count, 0);
}

static void test_a_long_command_line_is_cut_and_said_to_be(void **state)
{
    char text[BOOT_COMMAND_LINE_MAX + 2];

    (void)state;
    memset(text, 'x', sizeof(text));
    text[BOOT_COMMAND_LINE_MAX] = '\0';
    put_text(COMMAND_LINE, text);
    assert_true(parse());
    assert_string_equal(info.command_line, text);
    assert_false(info.command_line_cut);

    text[BOOT_COMMAND_LINE_MAX] = 'x';
    text[BOOT_COMMAND_LINE_MAX + 1] = '\0';
    put_text(COMMAND_LINE, text);
    assert_true(parse());
    assert_int_equal(strlen(info.command_line), BOOT_COMMAND_LINE_MAX);
    assert_true(info.command_line_cut);
    assert_said(&lines, "is cut after 511 bytes");
}

static void test_a_long_file_name_costs_no_option(void **state)
{
    char text[1100];

    (void)state;
    memset(text, '/', 1000);
    strcpy(text + 1000, " run=a");
    put_text(COMMAND_LINE, text);
    for (unsigned i = 0; i < 2; i++) {
        put_text(LOADER, i == 0 ? "iPXE 1.21.1" : "");
        assert_true(parse());
        assert_string_equal(info.command_line, "run=a");
        assert_false(info.command_line_cut);
        assert_said(&lines, "///...' taken as the kernel's file name");
    }
}

static void test_a_text_without_an_end_is_cut(void **state)
{
    (void)state;
    memset(fixture_memory_at(&memory, BASE + SIZE - 5, 5), 'a', 5);
    put(16, BASE + SIZE - 5, 4);
    put(64, BASE + SIZE - 1, 4);
    assert_true(parse());
    assert_string_equal(info.command_line, "aaaaa");
    assert_true(info.command_line_cut);
    assert_string_equal(info.loader, "a");

    memset(fixture_memory_at(&memory, COMMAND_LINE, 0x1000), ' ',
           0x1000); /* BOOT_TEXT_MAX */
    put(16, COMMAND_LINE, 4);
    assert_true(parse());
    assert_true(info.command_line_cut);
}

static void test_a_text_that_cannot_be_read(void **state)
{
    (void)state;
    put(16, 0xFFFFFFF0, 4);
    put(64, 0xFFFFFFF0, 4);
    assert_true(parse());
    assert_string_equal(info.command_line, "");
    assert_true(info.command_line_cut); /* announced, and may have said anything */
    assert_string_equal(info.loader, "");
    put(16, 0, 4); /* announced, and this test memory has no address 0 */
    assert_true(parse());
    assert_false(info.command_line_cut);
}

/* The test memory from address 0 on: a loader can use it before paging is on. */
static void open_world_at_0(void)
{
    fixture_memory_free(&memory);
    memory = fixture_memory_new(0, BASE + SIZE);
    set_flags(0);
}

/* The flag is set, and kexec puts its text at address 0. */
static void test_a_text_at_address_0(void **state)
{
    (void)state;
    open_world_at_0();
    put_text(0, "kexec 2.0");
    set_flags(NAME);
    assert_true(parse());
    assert_string_equal(info.loader, "kexec 2.0");
    put_text(0, "seed=7\trun=a");
    set_flags(COMMAND);
    assert_true(parse());
    assert_string_equal(info.command_line, "seed=7 run=a");
    assert_false(info.command_line_cut);
    assert_int_equal(lines.count, 0);
}

/* Other loaders have no text and say so only by the 0, where a BIOS left its vectors. */
static void test_what_is_no_text_at_address_0_is_none(void **state)
{
    static const char *const there[] = { "\x53\xFF", "S\xFF\x01", "\x7F", "" };

    (void)state;
    open_world_at_0();
    set_flags(NAME | COMMAND);
    for (unsigned i = 0; i < sizeof(there) / sizeof(there[0]); i++) {
        put_text(0, there[i]);
        assert_true(parse());
        assert_string_equal(info.loader, "");
        assert_string_equal(info.command_line, "");
        assert_false(info.command_line_cut);
        assert_said(&lines, "field at 16 points to 0x0, where there is no text");
    }
    memset(fixture_memory_at(&memory, 0, BOOT_TEXT_MAX), 'x', BOOT_TEXT_MAX);
    assert_true(parse());
    assert_string_equal(info.command_line, "");
}

static void test_a_memory_map_at_address_0(void **state)
{
    (void)state;
    open_world_at_0();
    map = (struct fixture_table){ &memory, 0, 0 };
    map_entry(20, 0, 0x9FC00, 1);
    map_entry(20, 0x100000, 0x7F00000, 1);
    put(44, 48, 4);
    put(48, 0, 4);
    set_flags(MMAP);
    assert_true(parse());
    assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_MMAP);
    assert_int_equal(info.memory.count, 2);
    assert_range(0, 0, 0x9FC00, 1);
    assert_range(1, 0x100000, 0x8000000, 1);
    assert_int_equal(lines.count, 0);
}

static void test_a_module_list_at_address_0(void **state)
{
    (void)state;
    open_world_at_0();
    fixture_put_number(&memory, 0, 0x200000, 4);
    fixture_put_number(&memory, 4, 0x201000, 4);
    put(20, 1, 4);
    put(24, 0, 4);
    set_flags(MODULE);
    assert_true(parse());
    assert_int_equal(info.reserved_count, 2);
    assert_true(info.reserved[1].start == 0x200000 && info.reserved[1].end == 0x201000);
    assert_int_equal(lines.count, 0);
}

/* A module at address 0. */
static void test_the_information_at_address_0(void **state)
{
    (void)state;
    open_world_at_0();
    fixture_put_number(&memory, 0, SIZES | COMMAND, 4);
    fixture_put_number(&memory, 4, 639, 4);
    fixture_put_number(&memory, 8, 1024, 4);
    fixture_put_number(&memory, 16, COMMAND_LINE, 4);
    put_text(COMMAND_LINE, "seed=7");
    assert_true(parse_at(0));
    assert_string_equal(info.command_line, "seed=7");
    assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_SIZES);
    assert_true(info.reserved[0].start == 0 && info.reserved[0].end == 118);
    fixture_put_number(&memory, 0, 0xF000FF53, 4); /* F000:FF53, a vector of SeaBIOS */
    assert_false(parse_at(0));
    assert_said(&lines, "information at 0x0 cannot be read");
    assert_int_equal(info.memory.count + info.reserved_count, 0);
}

static void test_text_becomes_printable(void **state)
{
    (void)state;
    put_text(LOADER, "G\x1B[2J\xFF");
    put_text(COMMAND_LINE, "run=a\tseed=\x01\n\xE9/x");
    assert_true(parse());
    assert_string_equal(info.loader, "G?[2J?");
    assert_string_equal(info.command_line, "run=a seed=?"
                                           "?"
                                           "?/x");
}

static void test_a_long_loader_name_is_cut(void **state)
{
    char text[101];

    (void)state;
    memset(text, 'L', 100);
    text[100] = '\0';
    put_text(LOADER, text);
    assert_true(parse());
    assert_int_equal(strlen(info.loader), BOOT_LOADER_MAX);
}

/* The step is the entry's own size field, which does not count itself. */
static void test_longer_map_entries(void **state)
{
    static const uint32_t sizes[] = { 20, 24, 28, 60 };

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        map.at = MAP;
        map_entry(sizes[i], 0, 0x1000, 2);
        map_entry(sizes[i], 0x100000, 0x1000, 1);
        map_entry(20, 0x200000, 0x1000, 1);
        map_end();
        assert_true(parse());
        assert_int_equal(info.memory.count, 3);
        assert_range(1, 0x100000, 0x101000, 1);
        assert_range(2, 0x200000, 0x201000, 1);
        assert_int_equal(lines.count, 0);
    }
}

/* Size 0 would loop for ever, in steps of 4 or on the spot. */
static void test_impossible_map_entries_stop_the_walk(void **state)
{
    static const uint32_t sizes[] = { 0, 1, 19, 45, 0x7FFFFFFF, 0xFFFFFFFC, 0xFFFFFFFF };

    (void)state;
    for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        map.at = MAP;
        map_entry(20, 0x100000, 0x1000, 1);
        map_entry(20, 0x200000, 0x1000, 1);
        map_entry(20, 0x300000, 0x1000, 1);
        map_end();
        fixture_put_number(&memory, MAP + 24, sizes[i], 4);
        assert_true(parse());
        assert_int_equal(info.memory.count, 1);
        assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_MMAP);
        assert_said(&lines, "memory map entry at 0xc018");
    }
}

static void test_a_map_that_ends_in_an_entry(void **state)
{
    (void)state;
    for (unsigned length = 49; length < 72; length++) {
        put(44, length, 4);
        assert_true(parse());
        assert_int_equal(info.memory.count, 2);
        assert_said(&lines, "the rest is ignored");
    }
}

static void test_the_end_of_the_map_may_be_the_end_of_memory(void **state)
{
    (void)state;
    map = (struct fixture_table){ &memory, BASE + SIZE - 50, BASE + SIZE - 50 };
    map_entry(20, 0x100000, 0x1000, 1);
    map_entry(20, 0x200000, 0x1000, 1);
    put(44, 60, 4);
    put(48, BASE + SIZE - 50, 4);
    assert_true(parse());
    assert_int_equal(info.memory.count, 2);
    assert_said(&lines, "the rest is ignored");
}

static void test_a_map_without_end_is_cut(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    memory = fixture_memory_new(BASE, 0x120000);
    for (unsigned i = 0; i < 0x110000 / 24; i++)
        fixture_put_number(&memory, MAP + i * 24, 20, 4);
    fixture_put_number(&memory, MAP + 8 * 24 + 4, 0x100000, 8);
    fixture_put_number(&memory, MAP + 8 * 24 + 12, 0x1000, 8);
    fixture_put_number(&memory, MAP + 8 * 24 + 20, 1, 4);
    set_flags(MMAP);
    put(44, 0xFFFFFFFF, 4);
    put(48, MAP, 4);
    assert_true(parse());
    assert_int_equal(info.memory.count, 1);
    assert_int_equal(info.memory.dropped, (1 << 20) / 24 - 1);
    assert_said(&lines, "only 1048576 are looked at");
    put(44, 1 << 20, 4);
    assert_true(parse());
    assert_not_said(&lines, "are looked at");
}

static void test_a_map_without_ram_gives_way_to_the_sizes(void **state)
{
    static const uint32_t starts[] = { 0, 0xFFFFFF00, BASE + SIZE - 4 };

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        put(48, starts[i], 4);
        assert_true(parse());
        assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_SIZES);
        assert_said(&lines, "has no usable memory in 0 entries");
        assert_said(&lines, "mem_lower 639 KiB, mem_upper 130048 KiB taken");
    }
    map.at = MAP;
    map_entry(20, 0, 0x100000, 2);
    map_end();
    assert_true(parse());
    assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_SIZES);
    assert_int_equal(info.memory.count, 2);
}

/* mem_upper ends at the first hole and does not show the reservations in it. */
static void test_a_map_that_reserves_is_not_given_up_for_the_sizes(void **state)
{
    (void)state;
    map.at = MAP;
    map_entry(20, 0x100000, 0x1000, 2);
    map_end();
    assert_true(parse());
    assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_MMAP);
    assert_int_equal(info.memory.count, 1);
    assert_range(0, 0x100000, 0x101000, 2);
    assert_said(&lines,
                "no usable memory in 1 entries (0 refused); some are above 1 MiB, so "
                "mem_upper is ignored");
    assert_not_said(&lines, "taken");
}

/* As long as that of a desktop, and much longer: RAM comes first and last. */
static void test_long_memory_maps(void **state)
{
    static const unsigned counts[] = { 128, 312, 1024, 5000, 40000 };

    (void)state;
    fixture_memory_free(&memory);
    memory = fixture_memory_new(BASE, 0x110000);
    for (unsigned i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        map = (struct fixture_table){ &memory, MAP, MAP };
        map_entry(20, 0x100000, 0x2F00000, 1);
        for (unsigned race_window = 0; race_window < counts[i]; race_window++)
            map_entry(20, 0x3000000 + race_window * 0x2000, 0x1000, race_window % 2 + 2);
        map_entry(20, 0x100000000, 0x40000000, 1);
        map_end();
        set_flags(MMAP | SIZES);
        assert_true(parse());
        assert_int_equal(info.memory_source, BOOT_MEMORY_FROM_MMAP);
        memory_map_clean(&info.memory, UINT64_MAX, NULL);
        assert_true(memory_map_usable(&info.memory, 0, UINT64_MAX) ==
                    0x2F00000 + 0x40000000);
        assert_int_equal(info.memory.lost.ranges, 0);
        assert_int_equal(lines.count, 0);
    }
}

static void test_the_sizes(void **state)
{
    static const struct {
        uint32_t lower, upper;
        uint64_t end[2];
        unsigned count;
    } row[] = {
        { 639, 130048, { 0x9FC00, 0x8000000 }, 2 },
        { 640, 1, { 0xA0000, 0x100400 }, 2 },
        { 641, 1, { 0xA0000, 0x100400 }, 2 },
        { 0xFFFFFFFF, 0xFFFFFFFF, { 0xA0000, 0x40000100000 - 0x400 }, 2 },
        { 640, 0, { 0xA0000 }, 1 },
    };

    (void)state;
    set_flags(SIZES);
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        put(4, row[i].lower, 4);
        put(8, row[i].upper, 4);
        assert_true(parse());
        assert_int_equal(info.memory.count, row[i].count);
        assert_range(0, 0, row[i].end[0], 1);
        if (row[i].count == 2)
            assert_range(1, 0x100000, row[i].end[1], 1);
        assert_int_equal(fixture_lines_have(&lines, "640 assumed"), row[i].lower > 640);
    }
    put(4, 0, 4);
    put(8, 0, 4);
    assert_true(parse());
    assert_int_equal(info.memory_source, BOOT_MEMORY_UNKNOWN);
}

static void test_modules_are_reserved(void **state)
{
    struct fixture_table list = { &memory, MODULES, MODULES };

    (void)state;
    fixture_append(&list, 0x200000, 4);
    fixture_append(&list, 0x200800, 4);
    fixture_append(&list, 0, 8);
    fixture_append(&list, 0x300000, 4); /* ends before it starts */
    fixture_append(&list, 0x200000, 4);
    fixture_append(&list, 0, 8);
    fixture_append(&list, 0x400000, 4);
    fixture_append(&list, 0x400001, 4);
    fixture_append(&list, 0, 8);
    fixture_append(&list, 0x500000, 4); /* one more than there are */
    fixture_append(&list, 0x500001, 4);
    set_flags(MODULE);
    put(20, 3, 4);
    put(24, MODULES, 4);
    assert_true(parse());
    assert_int_equal(info.reserved_count, 3);
    assert_true(info.reserved[1].start == 0x200000 && info.reserved[1].end == 0x200800);
    assert_true(info.reserved[2].start == 0x400000 && info.reserved[2].end == 0x400001);
    assert_string_equal(info.reserved[1].what, "module");
    assert_said(&lines, "module from 0x300000 to 0x200000 is empty");
}

static void put_modules(unsigned count, uint32_t start, uint32_t stride, uint32_t size)
{
    for (unsigned i = 0; i < count; i++) {
        fixture_put_number(&memory, MODULES + i * 16, start + i * stride, 4);
        fixture_put_number(&memory, MODULES + i * 16 + 4, start + i * stride + size, 4);
    }
    set_flags(MODULE);
    put(20, count, 4);
    put(24, MODULES, 4);
}

static bool reserved(uint64_t address)
{
    for (unsigned i = 0; i < info.reserved_count; i++)
        if (info.reserved[i].start <= address && address < info.reserved[i].end)
            return true;
    return false;
}

/* Each of them stays out of RAM, however many there are: the closest are joined. */
static void test_more_modules_than_can_be_kept(void **state)
{
    enum { COUNT = 700, STRIDE = 0x3000 };

    (void)state;
    put_modules(COUNT, 0x200000, STRIDE, 0x1000);
    fixture_put_number(&memory, MODULES + 500 * 16, 0x200000 + 500 * STRIDE - 0x1000, 4);
    assert_true(parse());
    for (unsigned i = 0; i < COUNT; i++) {
        assert_true(reserved(0x200000 + i * STRIDE));
        assert_true(reserved(0x200FFF + i * STRIDE));
    }
    assert_true(reserved(BASE) && reserved(BASE + 117) && !reserved(BASE + 118));
    assert_true(info.reserved_count <= BOOT_RESERVED_MAX);
    assert_int_equal(info.reserved_joined, COUNT + 1 - BOOT_RESERVED_MAX);
    assert_true(info.reserved_between ==
                (COUNT + 1 - BOOT_RESERVED_MAX) * 0x2000 - 0x1000);
    for (unsigned i = 1; i < info.reserved_count; i++)
        assert_true(info.reserved[i - 1].end < info.reserved[i].start);
}

static void test_modules_that_touch_are_one_range(void **state)
{
    (void)state;
    put_modules(256, 0x200000, 0x1000, 0x1000);
    assert_true(parse());
    assert_int_equal(info.reserved_count, 2);
    assert_true(info.reserved[1].start == 0x200000 && info.reserved[1].end == 0x300000);
    put_modules(256, 0x2FF000, 0u - 0x1000, 0x2800); /* downwards, and overlapping */
    assert_true(parse());
    assert_int_equal(info.reserved_count, 2);
    assert_true(info.reserved[1].start == 0x200000 && info.reserved[1].end == 0x301800);
    put_modules(3, 0x200000, 0x2000, 0x1000); /* and one over two others */
    fixture_put_number(&memory, MODULES + 32, 0x200800, 4);
    fixture_put_number(&memory, MODULES + 36, 0x208000, 4);
    assert_true(parse());
    assert_int_equal(info.reserved_count, 2);
    assert_true(info.reserved[1].start == 0x200000 && info.reserved[1].end == 0x208000);
    assert_int_equal(info.reserved_joined, 0);
    assert_int_equal(lines.count, 0);
}

static void test_a_module_list_without_end(void **state)
{
    (void)state;
    fixture_memory_free(&memory);
    memory = fixture_memory_new(BASE, 0x20000);
    put_modules(4096, 0x200000, 0, 1);
    put(20, 0xFFFFFFFF, 4);
    assert_true(parse());
    assert_said(&lines, "only 4096 are looked at");
    assert_int_equal(lines.count, 1); /* the memory behind them is not */
    assert_true(reserved(0x200000));
    put(20, 4096, 4);
    assert_true(parse());
    assert_int_equal(lines.count, 0);
    put(24, BASE + 0x20000 - 17, 4);
    assert_true(parse());
    assert_said(&lines, "module list at 0x28fff cannot be read");
    assert_int_equal(info.reserved_count, 1);
}

struct screen_row {
    uint64_t address;
    uint32_t pitch, width, height;
    uint8_t bits, type, colours[6];
    enum boot_screen_kind kind;
};

/* clang-format off */
#define TEXT_SCREEN 0xB8000, 160, 80, 25, 16, 2, { 0 }
#define RGB { 16, 8, 8, 8, 0, 8 }
/* clang-format on */

static void test_screens(void **state)
{
    static const struct screen_row row[] = {
        { TEXT_SCREEN, BOOT_SCREEN_TEXT },
        { 0x80000000, 2400, 800, 600, 24, 1, RGB, BOOT_SCREEN_RGB },
        { 0x80000000, 4096, 1024, 768, 32, 1, RGB, BOOT_SCREEN_RGB },
        { 0x80000000, 1600, 800, 600, 16, 1, { 11, 5, 5, 6, 0, 5 }, BOOT_SCREEN_RGB },
        { 0x80000000, 1600, 800, 600, 15, 1, { 10, 5, 5, 5, 0, 5 }, BOOT_SCREEN_RGB },
        { 0x80000000, 800, 800, 600, 8, 0, { 0 }, BOOT_SCREEN_INDEXED },
        { 0x400080000000, 4096, 1024, 768, 32, 1, RGB, BOOT_SCREEN_RGB },
        { 0x80000000, 4096, 1024, 768, 32, 1, { 24, 8, 16, 8, 8, 8 }, BOOT_SCREEN_RGB },
        { 0x80000000, 131072, 16384, 16384, 32, 1, RGB, BOOT_SCREEN_RGB },
        { 0x80000000, 2400, 800, 600, 24, 1, { 0, 8, 8, 8, 16, 8 }, BOOT_SCREEN_RGB },
        { 0, 160, 80, 25, 16, 2, { 0 }, BOOT_SCREEN_UNKNOWN },
        { 0xB8000, 159, 80, 25, 16, 2, { 0 }, BOOT_SCREEN_UNKNOWN },
        { 0xB8000, 160, 0, 25, 16, 2, { 0 }, BOOT_SCREEN_UNKNOWN },
        { 0xB8000, 160, 80, 0, 16, 2, { 0 }, BOOT_SCREEN_UNKNOWN },
        { 0xB8000, 160, 80, 25, 16, 3, { 0 }, BOOT_SCREEN_UNKNOWN },
        { 0x80000000, 2399, 800, 600, 24, 1, RGB, BOOT_SCREEN_UNKNOWN },
        { 0x80000000, 2400, 800, 600, 0, 1, RGB, BOOT_SCREEN_UNKNOWN },
        { 0x80000000, 2400, 800, 600, 17, 1, RGB, BOOT_SCREEN_UNKNOWN },
        { 0x80000000, 0x20001, 800, 600, 24, 1, RGB, BOOT_SCREEN_UNKNOWN },
        { 0x80000000, 0x20000, 16385, 600, 24, 1, RGB, BOOT_SCREEN_UNKNOWN },
        { 0x80000000, 2400, 800, 16385, 24, 1, RGB, BOOT_SCREEN_UNKNOWN },
        { 0x80000000, 0xFFFFFFFF, 0x80000000, 600, 16, 1, RGB, BOOT_SCREEN_UNKNOWN },
        { UINT64_MAX - 100, 2400, 800, 600, 24, 1, RGB, BOOT_SCREEN_UNKNOWN },
        { 0x80000000, 2400, 800, 600, 24, 1, { 16, 0, 8, 8, 0, 8 }, BOOT_SCREEN_UNKNOWN },
        { 0x80000000,
          2400,
          800,
          600,
          24,
          1,
          { 16, 8, 25, 8, 0, 8 },
          BOOT_SCREEN_UNKNOWN },
        { 0x80000000,
          2400,
          800,
          600,
          24,
          1,
          { 16, 8, 8, 8, 255, 255 },
          BOOT_SCREEN_UNKNOWN },
    };

    (void)state;
    set_flags(SCREEN);
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        put(88, row[i].address, 8);
        put(96, row[i].pitch, 4);
        put(100, row[i].width, 4);
        put(104, row[i].height, 4);
        put(108, row[i].bits, 1);
        put(109, row[i].type, 1);
        fixture_put(&memory, BASE + 110, row[i].colours, 6);
        assert_true(parse());
        assert_int_equal(info.screen.kind, row[i].kind);
        assert_int_equal(fixture_lines_have(&lines, "impossible screen"),
                         row[i].kind == BOOT_SCREEN_UNKNOWN);
        assert_true(info.screen.address ==
                    (row[i].kind == BOOT_SCREEN_UNKNOWN ? 0 : row[i].address));
        if (row[i].kind == BOOT_SCREEN_RGB) {
            assert_int_equal(info.screen.red.position, row[i].colours[0]);
            assert_int_equal(info.screen.green.bits, row[i].colours[3]);
            assert_int_equal(info.screen.blue.bits, row[i].colours[5]);
        }
    }
}

/* GRUB puts them two bytes after the specification's place: misread, UEFI has no
 * screen. */
static void test_colours_where_grub_puts_them(void **state)
{
    static const uint8_t colours[] = { 0, 0, 16, 8, 8, 8, 0, 8 };

    (void)state;
    set_flags(SCREEN);
    put(88, 0x80000000, 8);
    put(96, 5120, 4);
    put(100, 1280, 4);
    put(104, 800, 4);
    put(108, 32, 1);
    put(109, 1, 1);
    fixture_put(&memory, BASE + 110, colours, sizeof(colours));
    assert_true(parse());
    assert_int_equal(info.screen.kind, BOOT_SCREEN_RGB);
    assert_int_equal(info.screen.red.position, 16);
    assert_int_equal(info.screen.green.position, 8);
    assert_int_equal(info.screen.blue.bits, 8);
    assert_not_said(&lines, "impossible screen");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, open_world, close_world)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(what_grub_hands_over),
        TEST(everything_is_copied_out),
        TEST(without_flags_nothing_is_told),
        TEST(information_that_cannot_be_read),
        TEST(information_at_the_end_of_memory),
        TEST(the_kernels_file_name_is_taken_away),
        TEST(a_file_name_is_guessed),
        TEST(a_file_name_is_said),
        TEST(a_long_command_line_is_cut_and_said_to_be),
        TEST(a_long_file_name_costs_no_option),
        TEST(a_text_without_an_end_is_cut),
        TEST(a_text_that_cannot_be_read),
        TEST(a_text_at_address_0),
        TEST(what_is_no_text_at_address_0_is_none),
        TEST(a_memory_map_at_address_0),
        TEST(a_module_list_at_address_0),
        TEST(the_information_at_address_0),
        TEST(text_becomes_printable),
        TEST(a_long_loader_name_is_cut),
        TEST(longer_map_entries),
        TEST(impossible_map_entries_stop_the_walk),
        TEST(a_map_that_ends_in_an_entry),
        TEST(the_end_of_the_map_may_be_the_end_of_memory),
        TEST(a_map_without_end_is_cut),
        TEST(a_map_without_ram_gives_way_to_the_sizes),
        TEST(a_map_that_reserves_is_not_given_up_for_the_sizes),
        TEST(long_memory_maps),
        TEST(the_sizes),
        TEST(modules_are_reserved),
        TEST(more_modules_than_can_be_kept),
        TEST(modules_that_touch_are_one_range),
        TEST(a_module_list_without_end),
        TEST(screens),
        TEST(colours_where_grub_puts_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

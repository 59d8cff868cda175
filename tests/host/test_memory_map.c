/*
 * mm/memory_map.c. If one of these fails, lohilo overwrites firmware, devices or itself,
 * uses memory that the CPU cannot address, or refuses a machine whose map is merely
 * untidy.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mm/memory_map.h"
#include "tests/host/fixture_lines.h"
#include "tests/host/fixture_within.h"

#define GIB 0x40000000ull
#define NO_LIMIT UINT64_MAX

enum {
    USABLE = MEMORY_USABLE,
    RESERVED = MEMORY_RESERVED,
    RECLAIM = MEMORY_ACPI_RECLAIMABLE,
    NVS = MEMORY_ACPI_NVS,
    BAD = MEMORY_UNUSABLE
};

static struct memory_map map;
static struct fixture_lines lines;

static int empty_map(void **state)
{
    (void)state;
    memory_map_clear(&map);
    fixture_lines_start(&lines);
    return 0;
}

static void add_ranges(const struct memory_range *range, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        assert_true(memory_map_add(&map, range[i].start, range[i].end - range[i].start,
                                   range[i].type));
}

static void clean(uint64_t limit)
{
    memory_map_clean(&map, limit, fixture_lines_start(&lines));
}

static void assert_map(const struct memory_range *range, unsigned count)
{
    assert_int_equal(map.count, count);
    for (unsigned i = 0; i < count; i++) {
        assert_true(map.range[i].start == range[i].start);
        assert_true(map.range[i].end == range[i].end);
        assert_int_equal(map.range[i].type, range[i].type);
    }
}

#define ADD(...)                                                                         \
    do {                                                                                 \
        static const struct memory_range claims_[] = { __VA_ARGS__ };                    \
        add_ranges(claims_, sizeof(claims_) / sizeof(claims_[0]));                       \
    } while (0)
#define ASSERT_MAP(...)                                                                  \
    do {                                                                                 \
        static const struct memory_range expected_[] = { __VA_ARGS__ };                  \
        assert_map(expected_, sizeof(expected_) / sizeof(expected_[0]));                 \
    } while (0)

static void test_a_map_as_qemu_has_it(void **state)
{
    (void)state;
    ADD({ 0, 0x9FC00, USABLE }, { 0x9FC00, 0xA0000, RESERVED },
        { 0xF0000, 0x100000, RESERVED }, { 0x100000, 0x7FE0000, USABLE },
        { 0x7FE0000, 0x8000000, RESERVED }, { 0xFFFC0000, 0x100000000, RESERVED });
    clean(NO_LIMIT);
    ASSERT_MAP({ 0, 0x9F000, USABLE }, { 0x9FC00, 0xA0000, RESERVED },
               { 0xF0000, 0x100000, RESERVED }, { 0x100000, 0x7FE0000, USABLE },
               { 0x7FE0000, 0x8000000, RESERVED }, { 0xFFFC0000, 0x100000000, RESERVED });
    assert_int_equal(lines.count, 1);
    assert_said(&lines, "usable 0x0-0x9fbff rounded inwards");
    assert_int_equal(map.dropped, 0);
}

static void test_sorts(void **state)
{
    (void)state;
    ADD({ 0x300000, 0x400000, USABLE }, { 0x200000, 0x300000, RESERVED },
        { 0x100000, 0x200000, USABLE });
    clean(NO_LIMIT);
    ASSERT_MAP({ 0x100000, 0x200000, USABLE }, { 0x200000, 0x300000, RESERVED },
               { 0x300000, 0x400000, USABLE });
    assert_said(&lines, "not in order");
}

static void test_joins_neighbours_before_it_rounds(void **state)
{
    (void)state;
    ADD({ 0x100000, 0x180800, USABLE }, { 0x180800, 0x200000, USABLE });
    clean(NO_LIMIT);
    ASSERT_MAP({ 0x100000, 0x200000, USABLE });
    assert_int_equal(lines.count, 0);
}

/* Of each pair of types, the more restrictive one wins in any order. */
static void test_the_worse_type_wins(void **state)
{
    static const uint32_t from_good_to_bad[] = { USABLE, RECLAIM, NVS, RESERVED, BAD };

    (void)state;
    for (unsigned good = 0; good < 5; good++)
        for (unsigned bad = good + 1; bad < 5; bad++)
            for (unsigned order = 0; order < 2; order++) {
                empty_map(NULL);
                for (unsigned i = 0; i < 2; i++)
                    if (i == order)
                        memory_map_add(&map, 0x100000, 0x3000, from_good_to_bad[good]);
                    else
                        memory_map_add(&map, 0x102000, 0x3000, from_good_to_bad[bad]);
                clean(NO_LIMIT);
                assert_int_equal(map.count, 2);
                assert_int_equal(map.range[0].end, 0x102000);
                assert_int_equal(map.range[0].type, from_good_to_bad[good]);
                assert_int_equal(map.range[1].start, 0x102000);
                assert_int_equal(map.range[1].end, 0x105000);
                assert_int_equal(map.range[1].type, from_good_to_bad[bad]);
                assert_said(&lines, "0x102000-0x102fff is claimed as");
            }
}

static void test_a_claim_inside_another_splits_it(void **state)
{
    (void)state;
    ADD({ 0x100000, 0x200000, USABLE }, { 0x140000, 0x150000, RESERVED });
    clean(NO_LIMIT);
    ASSERT_MAP({ 0x100000, 0x140000, USABLE }, { 0x140000, 0x150000, RESERVED },
               { 0x150000, 0x200000, USABLE });
    assert_said(&lines, "claimed as usable and as reserved: taken as reserved");
}

static void test_a_usable_claim_inside_a_reserved_one_vanishes(void **state)
{
    (void)state;
    ADD({ 0x140000, 0x150000, USABLE }, { 0x100000, 0x200000, RESERVED });
    clean(NO_LIMIT);
    ASSERT_MAP({ 0x100000, 0x200000, RESERVED });
}

/* GRUB's 20, type 0, and unknown numbers are not RAM. */
static void test_unknown_types_are_as_bad_as_reserved(void **state)
{
    static const uint32_t types[] = { 0, 6, 7, 12, 20, 0x80000000, 0xFFFFFFFF };

    (void)state;
    for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        empty_map(NULL);
        memory_map_add(&map, 0x100000, 0x100000, USABLE);
        memory_map_add(&map, 0x180000, 0x100000, types[i]);
        clean(NO_LIMIT);
        assert_true(memory_map_usable(&map, 0, NO_LIMIT) == 0x80000);
        assert_said(&lines, "as usable and as unknown: taken as unknown");
        assert_string_equal(memory_type_name(types[i]), "unknown");
    }
}

static void test_rounds_usable_inwards_and_nothing_else(void **state)
{
    (void)state;
    ADD({ 0x100001, 0x103FFF, USABLE }, { 0x200800, 0x201800, USABLE },
        { 0x300FFF, 0x301000, USABLE }, { 0x400001, 0x400003, RESERVED });
    clean(NO_LIMIT);
    ASSERT_MAP({ 0x101000, 0x103000, USABLE }, { 0x400001, 0x400003, RESERVED });
    assert_said(&lines, "usable 0x200800-0x2017ff rounded");
}

static void test_nothing_above_the_limit(void **state)
{
    (void)state;
    ADD({ 0x100000, 3 * GIB, USABLE }, { 4 * GIB, 6 * GIB, USABLE },
        { 8 * GIB, 9 * GIB, RESERVED });
    clean(4 * GIB);
    ASSERT_MAP({ 0x100000, 3 * GIB, USABLE });
    assert_said(&lines, "usable 0x100000000-0x17fffffff is not used from 0x100000000 on");
}

static void test_a_range_across_the_limit_is_cut(void **state)
{
    (void)state;
    ADD({ 0x100000, 80 * GIB, USABLE });
    clean(1ull << 40); /* a CPU of 40 bits: lohilo still stops at 64 GiB */
    ASSERT_MAP({ 0x100000, 64 * GIB, USABLE });
    assert_said(&lines, "is not used from 0x1000000000 on");
    clean(5 * GIB + 0x800);
    ASSERT_MAP({ 0x100000, 5 * GIB, USABLE });
}

static void test_impossible_claims_are_refused_and_counted(void **state)
{
    (void)state;
    assert_false(memory_map_add(&map, 0x100000, 0, USABLE));
    assert_false(memory_map_add(&map, 0, 0, RESERVED));
    assert_false(memory_map_add(&map, 0x100000, UINT64_MAX, USABLE));
    assert_false(memory_map_add(&map, UINT64_MAX, 1, USABLE));
    assert_false(memory_map_add(&map, 1ull << 63, 1ull << 63, USABLE));
    assert_true(memory_map_add(&map, 0, UINT64_MAX, RESERVED));
    assert_int_equal(map.count, 1);
    assert_int_equal(map.dropped, 5);
    clean(NO_LIMIT);
    assert_said(&lines, "5 claims dropped");
    assert_int_equal(map.dropped, 5);
}

static void test_an_empty_map_stays_empty(void **state)
{
    (void)state;
    clean(NO_LIMIT);
    assert_int_equal(map.count, 0);
    assert_int_equal(lines.count, 0);
    memory_map_reserve(&map, 0, NO_LIMIT);
    assert_true(memory_map_usable(&map, 0, NO_LIMIT) == 0);
    assert_true(memory_map_first_page(&map, NO_LIMIT) == 0);
}

/* A reservation that ends beyond 2^64 is still valid. */
static void test_a_reservation_without_end(void **state)
{
    (void)state;
    assert_true(memory_map_add(&map, 0x100000, 0x400000, USABLE));
    assert_true(memory_map_add(&map, 0x300000, UINT64_MAX, RESERVED));
    assert_int_equal(map.dropped, 0);
    clean(1ull << 36);
    ASSERT_MAP({ 0x100000, 0x300000, USABLE }, { 0x300000, 1ull << 36, RESERVED });
}

/* Pages of growing size, each followed by a hole. */
static void fill(unsigned count, uint32_t type)
{
    for (uint64_t i = 0; i < count; i++)
        assert_true(memory_map_add(&map, 0x1000000 + (i << 24), 0x1000 * (i + 1), type));
}

/* The map of a desktop of 2020 has 312 entries; each is kept. */
static void test_a_long_map(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 312; i++)
        assert_true(memory_map_add(&map, i * 0x10000, 0x8000, i % 3 ? USABLE : RESERVED));
    clean(NO_LIMIT);
    assert_int_equal(map.count, 312);
    assert_int_equal(lines.count, 0);
    assert_true(memory_map_usable(&map, 0, NO_LIMIT) == 208 * 0x8000);
}

/* Thousands of neighbours form one range, so nothing is lost. */
static void test_neighbours_are_joined_before_anything_is_lost(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 20 * MEMORY_MAP_MAX; i++)
        assert_true(memory_map_add(&map, 0x100000 + i * 0x800, 0x800, USABLE));
    assert_true(memory_map_add(&map, 0x100000, 0x1000, RESERVED));
    clean(NO_LIMIT);
    ASSERT_MAP({ 0x100000, 0x101000, RESERVED },
               { 0x101000, 0x100000 + 20 * MEMORY_MAP_MAX * 0x800, USABLE });
    assert_int_equal(map.lost.ranges, 0);
    assert_said(&lines, "claimed as usable and as reserved");
}

/* However many reservations precede and follow, they cost no RAM and become no RAM. */
static void test_a_flood_of_reservations(void **state)
{
    static const uint32_t types[] = { RESERVED, NVS, BAD, RECLAIM, 20 };

    (void)state;
    for (unsigned i = 0; i < 10 * MEMORY_MAP_MAX; i++)
        memory_map_add(&map, 0x10000000 + i * 0x2000, 0x1000, types[i % 5]);
    ADD({ 0x1000, 0x9F000, USABLE }, { 0x100000, 0x10000000, USABLE },
        { 0x20000000, 0x40000000, USABLE });
    for (unsigned i = 0; i < 10 * MEMORY_MAP_MAX; i++)
        memory_map_add(&map, 0x40000000 + i * 0x2000, 0x1000, types[i % 5]);
    clean(NO_LIMIT);
    assert_true(map.count <= MEMORY_MAP_MAX);
    assert_true(memory_map_usable(&map, 0, NO_LIMIT) ==
                0x9E000 + 0x10000000 - 0x100000 + 0x20000000);
    assert_true(memory_map_usable(&map, 0x10000000, 0x20000000) == 0);
    assert_true(memory_map_usable(&map, 0x40000000, NO_LIMIT) == 0);
    assert_int_equal(map.lost.ranges, 0);
}

/* If RAM must be given up, it is the smallest range, and the log says how much. */
static void test_the_least_ram_is_lost(void **state)
{
    const uint64_t all = 0x1000ull * MEMORY_MAP_MAX * (MEMORY_MAP_MAX + 1) / 2;

    (void)state;
    fill(MEMORY_MAP_MAX, USABLE);
    assert_true(memory_map_add(&map, 0x1000, 0x1000, USABLE)); /* for the trampoline */
    assert_true(memory_map_add(&map, 0xFF000000000, 0x1000, RESERVED));
    clean(NO_LIMIT);
    assert_true(map.count <= MEMORY_MAP_MAX);
    assert_within(map.lost.ranges, 1, MEMORY_MAP_MAX / 8);
    assert_true(map.lost.bytes ==
                0x1000ull * map.lost.ranges * (map.lost.ranges + 1) / 2);
    assert_true(memory_map_usable(&map, 0, NO_LIMIT) == all + 0x1000 - map.lost.bytes);
    assert_true(memory_map_first_page(&map, 0x90000) == 0x1000);
    assert_said(&lines, "the map has too many pieces, and room for 1024");
    assert_said(&lines, "smallest of RAM");
}

/* A hole in each of these ranges, reported when the map is already full. */
static void test_a_reservation_in_a_full_map_is_kept(void **state)
{
    (void)state;
    fill(MEMORY_MAP_MAX, USABLE);
    for (uint64_t i = 200; i < MEMORY_MAP_MAX; i++)
        assert_true(memory_map_add(&map, 0x1002000 + (i << 24), 0x1000, NVS));
    clean(NO_LIMIT);
    assert_true(map.count <= MEMORY_MAP_MAX);
    for (uint64_t i = 200; i < MEMORY_MAP_MAX; i++) {
        uint64_t start = 0x1000000 + (i << 24);
        assert_true(memory_map_usable(&map, start + 0x2000, start + 0x3000) == 0);
    }
    assert_true(memory_map_usable(&map, 0x1000000 + (1023ull << 24), NO_LIMIT) ==
                0x1000 * 1023);
    assert_true(map.lost.ranges != 0);
}

/* 512 or more holes in one range of RAM make more pieces than the map holds: the map
 * gives up the RAM between the other holes, and no hole becomes RAM. */
static void test_more_holes_than_the_map_has_room_for(void **state)
{
    uint64_t usable;

    (void)state;
    assert_true(memory_map_add(&map, 0, 0x10000000, USABLE));
    for (unsigned i = 1; i < MEMORY_MAP_MAX; i++)
        assert_true(memory_map_add(&map, i * 0x10000, 0x1000 + i % 2 * 0x1000, RESERVED));
    clean(NO_LIMIT);
    assert_true(map.count <= MEMORY_MAP_MAX);
    for (unsigned i = 1; i < MEMORY_MAP_MAX; i++)
        assert_true(memory_map_usable(&map, i * 0x10000, i * 0x10000 + 0x1000) == 0);
    usable = memory_map_usable(&map, 0, NO_LIMIT);
    assert_true(usable + map.lost.bytes == 0x10000000 - 1023 * 0x1000 - 512 * 0x1000);
    assert_int_equal(map.lost.ranges, 512);
    assert_true(memory_map_usable(&map, 0x4000000, NO_LIMIT) == 0x10000000 - 0x4000000);
}

static void test_cleaning_twice_changes_nothing(void **state)
{
    struct memory_map once;

    (void)state;
    ADD({ 0, 0x9FC00, USABLE }, { 0x80000, 0x100000, RESERVED },
        { 0x100001, 0x900000, USABLE }, { 0x200000, 0x200001, 20 });
    clean(NO_LIMIT);
    once = map;
    clean(NO_LIMIT);
    assert_int_equal(lines.count, 0);
    assert_int_equal(map.count, once.count);
    assert_map(once.range, once.count);
}

static void test_many_repairs_do_not_flood_the_log(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 100; i++)
        memory_map_add(&map, 0x100000 + i * 0x2000, 0x1800, USABLE);
    clean(NO_LIMIT);
    assert_int_equal(map.count, 100);
    assert_within(lines.count, 1, 10);
    assert_said(&lines, "92 more remarks");
}

static void test_reserve(void **state)
{
    static const struct {
        uint64_t start, end;
        struct memory_range expected[2];
        unsigned count;
    } row[] = {
        { 0x140000,
          0x150000,
          { { 0x100000, 0x140000, 1 }, { 0x150000, 0x200000, 1 } },
          2 },
        { 0x140FFF,
          0x141001,
          { { 0x100000, 0x140000, 1 }, { 0x142000, 0x200000, 1 } },
          2 },
        { 0x140000,
          0x140001,
          { { 0x100000, 0x140000, 1 }, { 0x141000, 0x200000, 1 } },
          2 },
        { 0x0, 0x101000, { { 0x101000, 0x200000, 1 } }, 1 },
        { 0x100000, 0x100001, { { 0x101000, 0x200000, 1 } }, 1 },
        { 0x1FFFFF, 0x200000, { { 0x100000, 0x1FF000, 1 } }, 1 },
        { 0x1F0000, 0x900000, { { 0x100000, 0x1F0000, 1 } }, 1 },
        { 0x100000, 0x200000, { { 0, 0, 0 } }, 0 },
        { 0, UINT64_MAX, { { 0, 0, 0 } }, 0 },
        { 0x200000, 0x300000, { { 0x100000, 0x200000, 1 } }, 1 },
        { 0, 0x100000, { { 0x100000, 0x200000, 1 } }, 1 },
        { 0x140000, 0x140000, { { 0x100000, 0x200000, 1 } }, 1 },
        { 0x150000, 0x140000, { { 0x100000, 0x200000, 1 } }, 1 },
        { UINT64_MAX - 1, UINT64_MAX, { { 0x100000, 0x200000, 1 } }, 1 },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        empty_map(NULL);
        ADD({ 0x100000, 0x200000, USABLE });
        memory_map_reserve(&map, row[i].start, row[i].end);
        assert_map(row[i].expected, row[i].count);
    }
}

static void test_reserve_goes_over_several_ranges_and_leaves_other_types(void **state)
{
    (void)state;
    ADD({ 0, 0x90000, USABLE }, { 0x90000, 0x100000, RESERVED },
        { 0x100000, 0x200000, USABLE }, { 0x300000, 0x400000, USABLE });
    memory_map_reserve(&map, 0x80000, 0x380000);
    ASSERT_MAP({ 0, 0x80000, USABLE }, { 0x90000, 0x100000, RESERVED },
               { 0x380000, 0x400000, USABLE });
}

static void test_reserve_leaves_what_lies_before_and_behind(void **state)
{
    (void)state;
    ADD({ 0, 0x90000, USABLE }, { 0x100000, 0x200000, USABLE },
        { 0x200000, 0x300000, RESERVED }, { 0x300000, 0x400000, USABLE },
        { 0x500000, 0x600000, USABLE });
    memory_map_reserve(&map, 0x140000, 0x150000);
    ASSERT_MAP({ 0, 0x90000, USABLE }, { 0x100000, 0x140000, USABLE },
               { 0x150000, 0x200000, USABLE }, { 0x200000, 0x300000, RESERVED },
               { 0x300000, 0x400000, USABLE }, { 0x500000, 0x600000, USABLE });
}

/* One of the pieces may be nearly all of the RAM. */
static void test_reserve_in_a_full_map_loses_the_smallest_ram(void **state)
{
    (void)state;
    for (unsigned i = 0; i + 1 < MEMORY_MAP_MAX; i++)
        assert_true(memory_map_add(&map, 0x100000 + i * 0x10000, i % 2 ? 0x3000 : 0x1000,
                                   USABLE));
    assert_true(memory_map_add(&map, GIB, GIB, USABLE));
    clean(NO_LIMIT);
    assert_int_equal(map.count, MEMORY_MAP_MAX);
    memory_map_reserve(&map, GIB + GIB / 2, GIB + GIB / 2 + 0x1000);
    assert_int_equal(map.count, MEMORY_MAP_MAX);
    assert_true(memory_map_usable(&map, GIB, 2 * GIB) == GIB - 0x1000);
    assert_int_equal(map.lost.ranges, 1);
    assert_true(map.lost.bytes == 0x1000);
    memory_map_reserve(&map, GIB, GIB + 0x1000); /* at an edge nothing is lost */
    assert_int_equal(map.lost.ranges, 1);
}

static void test_reserve_in_a_map_full_of_reservations_loses_nothing(void **state)
{
    (void)state;
    for (unsigned i = 0; i + 1 < MEMORY_MAP_MAX; i++)
        assert_true(memory_map_add(&map, 0x100000 + i * 0x10000, 0x1000, RESERVED));
    assert_true(memory_map_add(&map, GIB, 0x10000, USABLE));
    clean(NO_LIMIT);
    assert_int_equal(map.count, MEMORY_MAP_MAX);
    memory_map_reserve(&map, GIB + 0x2000, GIB + 0x3000);
    assert_true(memory_map_usable(&map, 0, NO_LIMIT) == 0xF000);
    assert_int_equal(map.lost.ranges, 0);
}

static void test_usable_counts_what_lies_in_the_window(void **state)
{
    (void)state;
    ADD({ 0x1000, 0x9F000, USABLE }, { 0x9F000, 0x100000, RESERVED },
        { 0x100000, 3 * GIB, USABLE }, { 4 * GIB, 6 * GIB, USABLE });
    assert_true(memory_map_usable(&map, 0, NO_LIMIT) ==
                0x9E000 + 3 * GIB - 0x100000 + 2 * GIB);
    assert_true(memory_map_usable(&map, 4 * GIB, NO_LIMIT) == 2 * GIB);
    assert_true(memory_map_usable(&map, 5 * GIB, 5 * GIB + 1) == 1);
    assert_true(memory_map_usable(&map, 3 * GIB, 4 * GIB) == 0);
    assert_true(memory_map_usable(&map, 5 * GIB, 4 * GIB) == 0);
}

/* The trampoline's page: never page 0, whole, and wholly below the limit. */
static void test_first_page(void **state)
{
    static const struct {
        struct memory_range range[2];
        uint64_t limit, expected;
    } row[] = {
        { { { 0, 0x9F000, 1 }, { 0x100000, 0x200000, 1 } }, 0x90000, 0x1000 },
        { { { 0, 0x1000, 1 }, { 0x100000, 0x200000, 1 } }, 0x90000, 0 },
        { { { 0, 0x1000, 1 }, { 0x8F000, 0x9F000, 1 } }, 0x90000, 0x8F000 },
        { { { 0, 0x1000, 1 }, { 0x90000, 0x9F000, 1 } }, 0x90000, 0 },
        { { { 0x1000, 0x3000, 2 }, { 0x4000, 0x5000, 1 } }, 0x90000, 0x4000 },
        { { { 0x3000, 0x4000, 2 }, { 0x100000, 0x200000, 1 } }, 0x90000, 0 },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        empty_map(NULL);
        add_ranges(row[i].range, 2);
        map.range[2] =
            (struct memory_range){ 0x5000, 0x6000, USABLE }; /* beyond its count */
        assert_true(memory_map_first_page(&map, row[i].limit) == row[i].expected);
    }
}

static void test_type_names(void **state)
{
    (void)state;
    assert_string_equal(memory_type_name(USABLE), "usable");
    assert_string_equal(memory_type_name(RESERVED), "reserved");
    assert_string_equal(memory_type_name(RECLAIM), "ACPI reclaimable");
    assert_string_equal(memory_type_name(NVS), "ACPI NVS");
    assert_string_equal(memory_type_name(BAD), "unusable");
}

static void test_a_good_map_gives_no_line(void **state)
{
    (void)state;
    ADD({ 0x1000, 0x2000, USABLE }, { 0x2000, 0x3000, RECLAIM }, { 0x3000, 0x4000, NVS },
        { 0x4000, 0x5000, RESERVED }, { 0x5000, 0x6000, BAD }, { 0x6000, 0x7000, 20 },
        { 0x8000, 0x9000, USABLE }, { 0x8000, 0x9000, USABLE },
        { 0x9000, 0x10000, USABLE });
    clean(0x10000);
    assert_int_equal(lines.count, 0);
    assert_int_equal(map.count, 7);
}

#define TEST(name) cmocka_unit_test_setup(test_##name, empty_map)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_map_as_qemu_has_it),
        TEST(a_good_map_gives_no_line),
        TEST(sorts),
        TEST(joins_neighbours_before_it_rounds),
        TEST(the_worse_type_wins),
        TEST(a_claim_inside_another_splits_it),
        TEST(a_usable_claim_inside_a_reserved_one_vanishes),
        TEST(unknown_types_are_as_bad_as_reserved),
        TEST(rounds_usable_inwards_and_nothing_else),
        TEST(nothing_above_the_limit),
        TEST(a_range_across_the_limit_is_cut),
        TEST(impossible_claims_are_refused_and_counted),
        TEST(an_empty_map_stays_empty),
        TEST(a_reservation_without_end),
        TEST(a_long_map),
        TEST(neighbours_are_joined_before_anything_is_lost),
        TEST(a_flood_of_reservations),
        TEST(the_least_ram_is_lost),
        TEST(a_reservation_in_a_full_map_is_kept),
        TEST(more_holes_than_the_map_has_room_for),
        TEST(cleaning_twice_changes_nothing),
        TEST(many_repairs_do_not_flood_the_log),
        TEST(reserve),
        TEST(reserve_goes_over_several_ranges_and_leaves_other_types),
        TEST(reserve_leaves_what_lies_before_and_behind),
        TEST(reserve_in_a_full_map_loses_the_smallest_ram),
        TEST(reserve_in_a_map_full_of_reservations_loses_nothing),
        TEST(usable_counts_what_lies_in_the_window),
        TEST(first_page),
        TEST(type_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

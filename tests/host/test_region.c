/*
 * litmus/variants/region.c, the judge. If one of these fails, a walk through another
 * owner's table passes for a good one, or two owners of one frame go unnoticed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "litmus/variants/region.h"

enum { SLOT = 3, SMALL_INDEX = 512 };

static const struct walker plain = { .name = "plain" };
static const struct walker referring = { .name = "referring", .refers = true };
static const struct held held = { 4, 5 };

static pmd_t directory[PTRS_PER_PMD] __attribute__((aligned(PAGE_SIZE)));
static pte_t tables[REGION_TABLES][PTRS_PER_PTE] __attribute__((aligned(PAGE_SIZE)));
static uint32_t counts[SMALL_INDEX + 2], owners[REGION_FRAMES];
static const struct page_refs refs = { counts, 0x40000, SMALL_INDEX + 2, NULL };

static struct region a_region(void)
{
    return (struct region){
        .mm = { .refs = &refs },
        .address = SLOT << PMD_SHIFT | SLOT << PAGE_SHIFT,
        .pmdp = &directory[SLOT],
        .table = { tables[0], tables[1] },
        .frame = { 0x40200000, 0x40201000, 0x40000000 },
        .owner = owners,
        .slot = SLOT,
        .reused_end = PTRS_PER_PTE,
    };
}

static enum reading judge(const struct walker *walker, pte_t leaf, enum gup_end end,
                          uint32_t owner)
{
    struct region_catch got = { .walk = { .leaf = leaf }, .end = end, .owner = owner };
    return region_judge(walker, SLOT, &got, held);
}

static void test_entries(void **state)
{
    pte_t now = entry_encode(SLOT, 5, LOWS_ALTERNATE);
    pte_t before = entry_encode(SLOT, 3, LOWS_ALTERNATE);
    pte_t other = entry_encode(SLOT + 1, 5, LOWS_ALTERNATE);

    (void)state;
    assert_int_equal(judge(&plain, now, GUP_PINNED, 0), READ_INTACT);
    assert_int_equal(judge(&plain, now, GUP_ABSENT, 0), READ_ABSENT);
    assert_int_equal(judge(&plain, before, GUP_PINNED, 0), READ_STALE);
    assert_int_equal(judge(&plain, other, GUP_PINNED, 0), READ_FOREIGN);
}

/* Either half is enough to tell the next user's data from an entry. */
static void test_reused(void **state)
{
    struct region region = a_region();
    struct region_writer writer_state = { .generation = 5 };

    (void)state;
    region_plant(&region, &plain, 4);
    pte_t old = tables[0][SLOT];
    assert_int_equal(judge(&plain, old, GUP_PINNED, 0), READ_INTACT);
    act_unmap.run(&region, &writer_state);
    assert_false(pmd_present(directory[SLOT]));
    act_reuse.run(&region, &writer_state);
    for (unsigned i = 0; i < PTRS_PER_PTE; i++) {
        pte_t found = tables[0][i];
        assert_int_equal(judge(&plain, found, GUP_PINNED, 0), READ_FREED);
        found.pte_low = old.pte_low;
        assert_int_equal(judge(&plain, found, GUP_PINNED, 0), READ_FREED);
    }
    act_map.run(&region, &writer_state);
    assert_true(pmd_present(directory[SLOT]));
    assert_int_equal(judge(&plain, tables[1][SLOT], GUP_PINNED, 0), READ_INTACT);
}

static void test_references(void **state)
{
    pte_t pte = { { 0x40200067, 0 } };

    (void)state;
    assert_int_equal(judge(&referring, pte, GUP_PINNED, REGION_MAPPED), READ_INTACT);
    assert_int_equal(judge(&referring, pte, GUP_PINNED, REGION_TAKEN), READ_BOTH_WIN);
    assert_int_equal(judge(&referring, pte, GUP_CHANGED, REGION_TAKEN), READ_BACKED_OFF);
    assert_int_equal(judge(&referring, pte, GUP_REFUSED, REGION_TAKEN), READ_BACKED_OFF);
    assert_int_equal(judge(&referring, pte, GUP_ABSENT, REGION_TAKEN), READ_ABSENT);
}

static void test_counts(void **state)
{
    struct region region = a_region();

    (void)state;
    region_plant(&region, &referring, 1);
    assert_true(region_counts_right(&region));
    for (unsigned i = 0; i < REGION_FRAMES; i++)
        for (int wrong = -1; wrong <= 1; wrong += 2) {
            *page_ref(&refs, region.frame[i]) += (uint32_t)wrong;
            assert_false(region_counts_right(&region));
            *page_ref(&refs, region.frame[i]) -= (uint32_t)wrong;
        }
    assert_true(region_counts_right(&region));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries),
        cmocka_unit_test(test_reused),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

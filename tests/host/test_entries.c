/*
 * litmus/variants/entries.c. If one of these fails, a torn pair passes for a whole one,
 * or a whole one for torn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "litmus/variants/entries.h"

enum { SLOTS = 512, LAST = GENERATIONS - 1 };
static const enum low_words all_lows[] = { LOWS_EQUAL, LOWS_ALTERNATE, LOWS_UNIQUE,
                                           LOWS_DIRECTORY };
static const uint32_t generations[] = { 0, 1, 2, 255, 256, 257, 0xFFFFE, LAST };

/* The stress engine's fast path relies on this: the entries of a generation differ by
 * the same amount from slot to slot (litmus/stress/workload_table.c). */
static void test_even_steps(void **state)
{
    (void)state;
    for (unsigned l = 0; l < 4; l++)
        for (unsigned g = 0; g < 8; g++) {
            pte_t first = entry_encode(0, generations[g], all_lows[l]);
            pte_t second = entry_encode(1, generations[g], all_lows[l]);
            uint32_t low = second.pte_low - first.pte_low;
            uint32_t high = second.pte_high - first.pte_high;
            for (unsigned slot = 0; slot < SLOTS; slot++) {
                pte_t pte = entry_encode(slot, generations[g], all_lows[l]);
                assert_int_equal(pte.pte_low, first.pte_low + slot * low);
                assert_int_equal(pte.pte_high, first.pte_high + slot * high);
            }
        }
}

static void test_what_was_stored_is_intact(void **state)
{
    (void)state;
    for (unsigned l = 0; l < 4; l++)
        for (unsigned g = 0; g < 8; g++)
            for (unsigned slot = 0; slot < SLOTS; slot += 73) {
                pte_t pte = entry_encode(slot, generations[g], all_lows[l]);
                struct held held = { generations[g], generations[g] };
                assert_int_equal(entry_judge(pte, slot, all_lows[l], held), READ_INTACT);
                held.first = held.last = (generations[g] + 1) & LAST;
                assert_int_equal(entry_judge(pte, slot, all_lows[l], held), READ_STALE);
            }
}

static void test_tears(void **state)
{
    struct held held = { 1, 9 };
    pte_t a = entry_encode(7, 4, LOWS_EQUAL), b = entry_encode(7, 5, LOWS_ALTERNATE);
    pte_t old = entry_encode(7, 4, LOWS_ALTERNATE),
          swap = entry_encode_swap(7, 6, LOWS_EQUAL);
    (void)state;
    assert_int_equal(entry_judge((pte_t){ { a.pte_low, 0 } }, 7, LOWS_EQUAL, held),
                     READ_TORN_ZERO);
    assert_int_equal(entry_judge((pte_t){ { old.pte_low, b.pte_high } }, 7,
                                 LOWS_ALTERNATE, held),
                     READ_TORN_MIX);
    assert_int_equal(entry_judge((pte_t){ { a.pte_low, swap.pte_high } }, 7, LOWS_EQUAL,
                                 held),
                     READ_TORN_SWAP);
    assert_int_equal(entry_judge((pte_t){ { a.pte_low, a.pte_high ^ (1u << 31) } }, 7,
                                 LOWS_EQUAL, held),
                     READ_TORN_NX);
    assert_int_equal(entry_judge(a, 8, LOWS_EQUAL, held), READ_FOREIGN);
    assert_int_equal(entry_judge((pte_t){ { 0, a.pte_high } }, 7, LOWS_EQUAL, held),
                     READ_RUBBISH);
    assert_int_equal(entry_judge((pte_t){ { 0, 0 } }, 7, LOWS_EQUAL, held), READ_ABSENT);
    assert_int_equal(entry_judge(swap, 7, LOWS_EQUAL, held), READ_RUBBISH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_even_steps),
        cmocka_unit_test(test_what_was_stored_is_intact),
        cmocka_unit_test(test_tears),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

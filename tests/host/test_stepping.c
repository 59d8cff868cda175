/*
 * litmus/interleave/stepping.c. If one of these fails, a CPU that does not trap under
 * EFLAGS.TF is stepped all the same, and the run hangs; or a CPU that does trap is left
 * out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/interleave/stepping.h"

enum { START = 0x1000, END = 0x2000, CLI = 5, STI = STEPPING_STI, POPF = 8, JE = 12 };

static uint32_t stops[STEPPING_STOPS];
static char why[200];

static int set_up(void **state)
{
    (void)state;
    for (unsigned i = 0; i < STEPPING_STOPS; i++)
        stops[i] = START + 2 * (i + 1);
    return 0;
}

/* A CPU that leaves out the traps of a mask, and still reaches the INT 1. */
static bool steps(uint32_t missing)
{
    unsigned place = 0;

    why[0] = 0;
    for (unsigned i = 0; i <= STEPPING_STOPS && place < STEPPING_STOPS; i++) {
        uint32_t eip = i == STEPPING_STOPS ? END : stops[i];
        if (missing >> i & 1)
            continue;
        if (!stepping_follows(stops, &place, eip)) {
            stepping_complain(stops, END, place, eip, why, sizeof(why));
            return false;
        }
    }
    return place == STEPPING_STOPS;
}

static void test_each_instruction_traps(void **state)
{
    (void)state;
    assert_true(steps(0));
}

/* QEMU's TCG. */
static void test_sti_may_take_the_next_along(void **state)
{
    (void)state;
    assert_true(steps(1u << STI));
    assert_false(steps(1u << STI | 1u << (STI + 1)));
}

/* v86. */
static void test_none_traps(void **state)
{
    (void)state;
    assert_false(steps(~0u >> (32 - STEPPING_STOPS)));
    assert_non_null(strstr(why, "ignores EFLAGS.TF"));
}

static void test_one_does_not_trap(void **state)
{
    (void)state;
    for (unsigned i = 0; i < STEPPING_STOPS; i++)
        if (i != STI)
            assert_false(steps(1u << i));
    assert_false(steps(1u << POPF));
    assert_non_null(strstr(why, "after POPF; the next was after CALL"));
    assert_false(steps(1u << CLI));
    assert_non_null(strstr(why, "after CLI; the next was after STI"));
}

/* As with IA32_DEBUGCTL.BTF: at branches only. */
static void test_it_stops_trapping(void **state)
{
    (void)state;
    assert_false(steps((~0u << JE) & ((1u << STEPPING_STOPS) - 1)));
    assert_non_null(strstr(why, "after JE, nor later"));
}

/* It traps before the instruction is done, or elsewhere. */
static void test_it_traps_at_another_place(void **state)
{
    unsigned place = 0;

    (void)state;
    assert_false(stepping_follows(stops, &place, START));
    stepping_complain(stops, END, place, START, why, sizeof(why));
    assert_non_null(strstr(why, "after NOP came at EIP 0x1000, not 0x1002"));
    assert_true(stepping_follows(stops, &place, stops[0]));
    assert_false(stepping_follows(stops, &place, stops[0]));
    stepping_complain(stops, END, place, stops[0], why, sizeof(why));
    assert_non_null(strstr(why, "after MOV from memory came at EIP 0x1002, not 0x1004"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_instruction_traps),
        cmocka_unit_test(test_sti_may_take_the_next_along),
        cmocka_unit_test(test_none_traps),
        cmocka_unit_test(test_one_does_not_trap),
        cmocka_unit_test(test_it_stops_trapping),
        cmocka_unit_test(test_it_traps_at_another_place),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}

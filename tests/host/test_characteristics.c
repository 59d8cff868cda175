/*
 * litmus/judge/characteristics.c. If one of these fails, two different machines look
 * alike, or the tables of two logs cannot be compared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/judge/characteristics.h"
#include "tests/host/fixture_lines.h"
#include "tests/host/panic_host.h"

static struct machine_character machine;
static struct fixture_lines lines;

static void report(void)
{
    characteristics_report(fixture_lines_start(&lines), &machine);
}

static void test_unknown_values_have_their_line(void **state)
{
    (void)state;
    memset(&machine, 0, sizeof(machine));
    report();
    assert_int_equal(lines.count, characteristics_count + 1);
    assert_said(&lines, "pdpte=- ");
}

static void test_values(void **state)
{
    (void)state;
    memset(&machine, 0, sizeof(machine));
    characteristic_note(&machine, "pdpte", "registers");
    characteristic_note(&machine, "pdpte", "registers");
    characteristic_note(&machine, "spurious", "once");
    characteristic_note(&machine, "spurious", "never");
    characteristic_note(&machine, "spurious", "on"); /* part of an existing word */
    report();
    assert_said(&lines, "pdpte=registers ");
    assert_said(&lines, "spurious=once,never,on ");
    assert_said(&lines, "global=- ");
}

static void test_too_many_values_are_cut(void **state)
{
    char word[CHARACTERISTIC_VALUE_SIZE];
    (void)state;
    memset(&machine, 0, sizeof(machine));
    for (char c = 'a'; c <= 'z'; c++) {
        memset(word, c, 9);
        word[9] = 0;
        characteristic_note(&machine, "tlb", word);
    }
    assert_true(strlen(machine.value[0]) < CHARACTERISTIC_VALUE_SIZE);
    assert_int_equal(machine.value[1][0], 0);
    report();
}

static void note_nonsense(void *argument)
{
    (void)argument;
    characteristic_note(&machine, "no-such-key", "x");
}

static void test_unknown_key(void **state)
{
    (void)state;
    assert_non_null(strstr(expect_panic(note_nonsense, NULL), "no-such-key"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_values_have_their_line),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_too_many_values_are_cut),
        cmocka_unit_test(test_unknown_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

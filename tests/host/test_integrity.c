/*
 * litmus/engine/integrity.c. If one of these fails, a trial can corrupt lohilo's own page
 * tables unnoticed, or the wrong trial is blamed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/engine/integrity.h"
#include "litmus/judge/platform.h"
#include "mm/kernel_map.h"

/* ---- the kernel's tables ---- */

static struct map_state tables;
static uintptr_t reserved_to;
static unsigned looks;

unsigned platform_physical_bits(void)
{
    return 36;
}

uintptr_t vmap_end(void)
{
    return reserved_to;
}

void map_look(unsigned physical_bits, uintptr_t end, struct map_state *state)
{
    assert_int_equal(physical_bits, 36);
    looks++;
    *state = tables;
    state->end = end;
}

/* ---- the tests ---- */

static enum status play(void (*trial)(void), enum status status)
{
    struct result result = { .status = status };

    integrity_start();
    trial();
    integrity_check(&result);
    return result.status;
}

static void behave(void)
{
}

static void map_something(void)
{
    tables.leaves++;
    tables.checksum++;
}

static void change_a_leaf(void)
{
    tables.checksum++;
}

static void leave_an_entry(void)
{
    tables.made_up = 1;
}

static void reserve(void)
{
    reserved_to += PAGE_SIZE;
}

/* Makes the check see what an earlier test left behind, so that this test starts
 * clean. */
static int set_up(void **state)
{
    (void)state;
    memset(&tables, 0, sizeof(tables));
    reserved_to += 16 * PAGE_SIZE;
    assert_int_equal(play(behave, STATUS_OK), STATUS_OK);
    looks = 0;
    return 0;
}

static void test_what_a_trial_leaves(void **state)
{
    static void (*const bad[])(void) = { map_something, change_a_leaf, leave_an_entry };
    (void)state;
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        set_up(NULL);
        assert_int_equal(play(bad[i], STATUS_OK), STATUS_ERROR);
    }
}

static void test_the_next_one_is_innocent(void **state)
{
    (void)state;
    assert_int_equal(play(map_something, STATUS_OK), STATUS_ERROR);
    assert_int_equal(play(behave, STATUS_OK), STATUS_OK);
}

/* A trial that ended early may not have cleaned up: it is not blamed. */
static void test_after_an_error(void **state)
{
    (void)state;
    assert_int_equal(play(map_something, STATUS_ERROR), STATUS_ERROR);
    assert_int_equal(play(behave, STATUS_OK), STATUS_OK);
}

/* Each check is also the baseline of the next one. */
static void test_one_look_a_trial(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(play(behave, STATUS_OK), STATUS_OK);
    assert_int_equal(looks, 3);
    map_something(); /* between two trials */
    assert_int_equal(play(behave, STATUS_OK), STATUS_ERROR);
}

/* Mappings that a trial adds at its own addresses are checked from the next trial on. */
static void test_new_addresses(void **state)
{
    (void)state;
    assert_int_equal(play(reserve, STATUS_OK), STATUS_OK);
    map_something(); /* now below the end, and present from the start */
    assert_int_equal(play(behave, STATUS_OK), STATUS_OK);
    assert_int_equal(play(change_a_leaf, STATUS_OK), STATUS_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_what_a_trial_leaves, set_up),
        cmocka_unit_test_setup(test_the_next_one_is_innocent, set_up),
        cmocka_unit_test_setup(test_after_an_error, set_up),
        cmocka_unit_test_setup(test_one_look_a_trial, set_up),
        cmocka_unit_test_setup(test_new_addresses, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

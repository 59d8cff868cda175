/*
 * kernel/end/end_state.h. If one of these fails, a panic stops in the middle of its
 * report, or fails for ever. (Seen on slow machines: the reporting CPU took an NMI, found
 * that all CPUs were to stop, and stopped.)
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/end/end_state.h"

enum { SELF = 0, OTHER = 200, STEPS_MAX = 100000 };
#define TRAP_FLAG 0x100ul

static struct end_state state;

/* ---- events after each instruction of end_enter() ---- */

static unsigned steps, at;
static enum end_nmi nmi;
static enum end_role other;
static bool other_enters;

static void after_instruction(int signal)
{
    (void)signal;
    if (steps++ != at)
        return;
    if (other_enters)
        other = end_enter(&state, OTHER);
    nmi = end_nmi(&state, SELF);
}

static __attribute__((noinline)) void set_trap_flag(bool on)
{
    if (on)
        __asm__ __volatile__("pushf; orq %0, (%%rsp); popf" ::"r"(TRAP_FLAG)
                             : "memory", "cc");
    else
        __asm__ __volatile__("pushf; andq %0, (%%rsp); popf" ::"r"(~TRAP_FLAG)
                             : "memory", "cc");
}

static enum end_role enter_stepped(void)
{
    struct sigaction action = { .sa_handler = after_instruction };

    sigaction(SIGTRAP, &action, NULL);
    memset(&state, 0, sizeof(state));
    steps = 0;
    nmi = END_NMI_USUAL;
    set_trap_flag(true);
    enum end_role role = end_enter(&state, SELF);
    set_trap_flag(false);
    return role;
}

/* An NMI never stops the CPU that is about to report. */
static void test_an_nmi_after_every_instruction(void **unused)
{
    unsigned ignored = 0;

    (void)unused;
    other_enters = false;
    for (at = 0;; at++) {
        assert_int_equal(enter_stepped(), END_REPORTS);
        assert_int_not_equal(nmi, END_NMI_STOPS);
        ignored += nmi == END_NMI_IGNORED;
        assert_true(at < STEPS_MAX);
        if (steps <= at)
            break;
    }
    assert_true(at > 10);
    assert_true(ignored > 0 && ignored < at);
}

/* One of the two CPUs reports and the other stops, in any order. */
static void test_another_cpu_after_every_instruction(void **unused)
{
    unsigned first = 0;

    (void)unused;
    other_enters = true;
    for (at = 0;; at++) {
        enum end_role role = enter_stepped();
        if (steps <= at)
            break;
        if (role == END_REPORTS) {
            first++;
            assert_int_equal(other, END_STOPS);
            assert_int_equal(nmi, END_NMI_IGNORED);
            assert_int_equal(end_nmi(&state, OTHER), END_NMI_STOPS);
        } else {
            assert_int_equal(role, END_STOPS);
            assert_int_equal(other, END_REPORTS);
            assert_int_equal(nmi, END_NMI_STOPS);
            assert_int_equal(end_nmi(&state, OTHER), END_NMI_IGNORED);
        }
    }
    assert_true(first > 0 && first < at);
}

/* ---- failures in the report ---- */

static int reset(void **unused)
{
    (void)unused;
    memset(&state, 0, sizeof(state));
    return 0;
}

static void test_before_a_failure_nothing_changes(void **unused)
{
    (void)unused;
    assert_int_equal(end_nmi(&state, SELF), END_NMI_USUAL);
    assert_false(end_is_here(&state, SELF));
    for (unsigned step = 0; step < END_STEPS; step++) /* a run that ends well */
        assert_true(end_begin(&state, step));
    assert_int_equal(end_nmi(&state, SELF), END_NMI_USUAL);
    assert_int_equal(end_enter(&state, SELF), END_REPORTS);
    assert_true(end_is_here(&state, SELF));
    assert_false(end_is_here(&state, OTHER));
    assert_true(end_begin(&state, END_VERDICT));
    assert_true(end_begin(&state, END_LINE));
}

/* Simulates a report in which every step with `fails` fails. Returns the number of
 * entries into the report; `reached` gets the completed steps. */
static unsigned play(bool (*fails)(enum end_step step), bool reached[END_STEPS])
{
    unsigned entries = 1;

    memset(reached, 0, END_STEPS * sizeof(bool));
    assert_int_equal(end_enter(&state, OTHER), END_REPORTS);
    for (enum end_step step = 0; step < END_STEPS; step++) {
        if (!end_begin(&state, step))
            continue;
        if (!fails(step)) {
            reached[step] = true;
            continue;
        }
        entries++;
        if (end_enter(&state, OTHER) == END_STOPS)
            break;
        step = (enum end_step) - 1;
    }
    return entries;
}

static enum end_step broken;
static unsigned times;

static bool is_broken(enum end_step step)
{
    return step == broken;
}

static void test_a_step_that_always_fails_is_left_out(void **unused)
{
    bool reached[END_STEPS];

    for (broken = 0; broken < END_STEPS; broken++) {
        reset(unused);
        assert_true(play(is_broken, reached) <= END_ENTRIES_MAX);
        for (enum end_step step = 0; step < END_STEPS; step++)
            assert_int_equal(reached[step], step != broken);
    }
}

static bool fails_a_few_times(enum end_step step)
{
    return step == broken && times > 0 && times--;
}

/* A double fault in the report, and a third: verdict and end line still come. */
static void test_three_failures_anywhere(void **unused)
{
    bool reached[END_STEPS];

    for (broken = 0; broken < END_STEPS; broken++) {
        reset(unused);
        times = 3;
        play(fails_a_few_times, reached);
        assert_true(reached[END_VERDICT] && reached[END_LINE]);
        assert_true(reached[END_POWER] || broken == END_POWER);
    }
}

static bool always(enum end_step step)
{
    (void)step;
    return true;
}

static void test_failures_without_end_come_to_an_end(void **unused)
{
    bool reached[END_STEPS];

    (void)unused;
    assert_true(play(always, reached) <= END_ENTRIES_MAX + 1);
    /* The report fails before its first step. */
    reset(unused);
    assert_int_equal(end_enter(&state, SELF), END_REPORTS);
    for (unsigned i = 0; i < END_ENTRIES_MAX; i++)
        assert_int_equal(end_enter(&state, SELF), END_AGAIN);
    assert_int_equal(end_enter(&state, SELF), END_STOPS);
    assert_int_equal(end_enter(&state, SELF), END_STOPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_nmi_after_every_instruction),
        cmocka_unit_test(test_another_cpu_after_every_instruction),
        cmocka_unit_test_setup(test_before_a_failure_nothing_changes, reset),
        cmocka_unit_test_setup(test_a_step_that_always_fails_is_left_out, reset),
        cmocka_unit_test_setup(test_three_failures_anywhere, reset),
        cmocka_unit_test_setup(test_failures_without_end_come_to_an_end, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * litmus/judge/explain.c, and its use by litmus/judge/judge.c. If one of these fails, the
 * verdict on the screen does not tell what was missing or what to do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/judge/explain.h"

static const struct trial positive = { .level = "pte",
                                       .id = "lockless",
                                       .expected = NEVER };
static const struct trial control = {
    .level = "pte", .id = "no-recheck", .expected = SOMETIMES, .controls_for = "lockless"
};
static struct result results[RESULTS_MAX];
static struct summary summary;
static unsigned count;

static int start(void **state)
{
    (void)state;
    memset(results, 0, sizeof(results));
    count = 0;
    return 0;
}

static struct result *add(const struct trial *trial, enum engine_id engine,
                          enum status status, const char *reason)
{
    struct result *result = &results[count++];

    result->trial = trial;
    result->engine = engine;
    result->status = status;
    snprintf(result->reason, REASON_SIZE, "%s", reason);
    return result;
}

static void both_ok(enum engine_id engine)
{
    add(&control, engine, STATUS_OK, "");
    add(&positive, engine, STATUS_OK, "");
}

static const char *reason(void)
{
    summarize(results, count, &summary);
    return summary.reason;
}

#define assert_has(text, part)                                                           \
    do {                                                                                 \
        if (!strstr(text, part))                                                         \
            fail_msg("'%s' lacks '%s'", text, part);                                     \
    } while (0)
#define assert_lacks(text, part)                                                         \
    do {                                                                                 \
        if (strstr(text, part))                                                          \
            fail_msg("'%s' has '%s'", text, part);                                       \
    } while (0)

static void test_a_silent_control_and_what_to_do(void **state)
{
    (void)state;
    both_ok(ENGINE_INTERLEAVE);
    add(&control, ENGINE_STRESS, STATUS_SILENT,
        "silent: 0 torn in 2000000 accepted reads");
    add(&positive, ENGINE_STRESS, STATUS_UNPROVEN, "no control tore for it");
    assert_string_equal(
        reason(),
        "silent: stress/pte/no-recheck (0 torn in 2000000 accepted reads); "
        "unproven: stress/pte/lockless (no control tore for it); give them more "
        "time (time=, count=) or more CPUs");
    assert_int_equal(summary.verdict, VERDICT_INCONCLUSIVE);
}

/* One reason appears once, even with different figures. */
static void test_trials_with_one_reason_stand_together(void **state)
{
    (void)state;
    both_ok(ENGINE_STRESS);
    for (int i = 0; i < 40; i++) {
        char text[80];
        snprintf(text, sizeof(text), "silent: 0 torn in %d accepted reads", 7 * i);
        add(&control, ENGINE_STRESS, STATUS_SILENT, text);
    }
    assert_has(reason(), "silent: stress/pte/no-recheck (0 torn in 0 accepted reads) "
                         "stress/pte/no-recheck and 38 more; give");
}

/* Two reasons of a kind, and the number of the others. */
static void test_more_reasons_than_can_be_told(void **state)
{
    static const char *const why[] = { "no read started over", "no absent entry was read",
                                       "no rubbish was read", "no rubbish was read" };

    (void)state;
    both_ok(ENGINE_STRESS);
    for (size_t i = 0; i < ARRAY_SIZE(why); i++)
        add(&positive, ENGINE_STRESS, STATUS_UNPROVEN, why[i]);
    assert_has(reason(),
               "unproven: stress/pte/lockless (no read started over); "
               "stress/pte/lockless (no absent entry was read); 2 more unproven; give");
}

/* A missing control is a mistake in run=, which more time does not mend. */
static void test_controls_that_were_not_asked_for(void **state)
{
    (void)state;
    add(&positive, ENGINE_INTERLEAVE, STATUS_UNPROVEN, "");
    judge(&results[0], results, 0);
    assert_has(reason(), "no control ran for it");
    assert_has(reason(), "; run the controls too: run=interleave/pte/*");
    assert_lacks(reason(), "time");
}

static void test_one_cpu(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        add(&positive, ENGINE_STRESS, STATUS_SKIP, "needs two CPUs, one is online")
            ->no_second_cpu = true;
    assert_string_equal(reason(),
                        "skipped: stress/pte/lockless (needs two CPUs, one is online) "
                        "stress/pte/lockless and 1 more; give it a second CPU (not "
                        "smp=off, cpus=1)");
}

/* A line without effect on the verdict is not given as its reason. */
static void test_what_does_not_apply_is_not_blamed(void **state)
{
    (void)state;
    both_ok(ENGINE_STRESS);
    add(&positive, ENGINE_STRESS, STATUS_SKIP, "this CPU has no MMX")->not_applicable =
        true;
    add(&positive, ENGINE_STRESS, STATUS_SKIP, "no memory left for its tables");
    assert_has(reason(), "no memory left");
    assert_lacks(reason(), "MMX");
}

/* Only the deciding trial: a skip does not cause a violation. */
static void test_a_violation_and_how_to_repeat_it(void **state)
{
    (void)state;
    add(&control, ENGINE_STRESS, STATUS_SILENT, "silent: 0 torn in 3 accepted reads");
    add(&positive, ENGINE_STRESS, STATUS_NOT_OK, "3 torn reads");
    assert_string_equal(reason(),
                        "failed: stress/pte/lockless (3 torn reads); to repeat it: "
                        "run=stress/pte/lockless");
}

static void test_an_error_says_what_went_wrong(void **state)
{
    (void)state;
    both_ok(ENGINE_STRESS);
    add(&positive, ENGINE_STRESS, STATUS_ERROR, "lost CPU 2");
    assert_string_equal(reason(), "error in: stress/pte/lockless (lost CPU 2)");
}

/* A run= without a control, or without a positive. */
static void test_nothing_to_decide(void **state)
{
    (void)state;
    assert_string_equal(reason(), "no trial ran");
    add(&positive, ENGINE_STRESS, STATUS_OK, "");
    assert_has(reason(), "no control ran; run=* runs them all");
    start(NULL);
    add(&control, ENGINE_STRESS, STATUS_OK, "");
    assert_has(reason(), "no positive ran with evidence; run=* runs them all");
}

/* However long the reasons are, the advice is complete and no word is cut. */
static void test_what_to_do_is_never_cut(void **state)
{
    char text[REASON_SIZE];

    (void)state;
    for (size_t length = 0; length < sizeof(text); length += 7) {
        start(NULL);
        memset(text, 'x', length);
        text[length] = '\0';
        for (int i = 0; i < 70; i++) {
            if (length)
                text[0] = (char)('a' + i % 26);
            add(&control, ENGINE_STRESS, STATUS_SILENT, text);
            add(&positive, ENGINE_PROBE, STATUS_UNPROVEN, text);
        }
        assert_has(reason(), "(time=, count=) or more CPUs");
        assert_has(reason(), "silent: stress/pte/no-recheck");
        assert_has(reason(), "unproven: ");
    }
}

/* A failed CPU is named before everything else. */
static void test_what_happened_outside_comes_first(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        add(&control, ENGINE_STRESS, STATUS_SILENT, "silent: 0 torn in 3 accepted reads");
    reason();
    summary_doubt(&summary, "lost CPU 2 (APIC id 2)");
    summary_error(&summary, "lost CPU 3 (APIC id 3)");
    assert_int_equal(strncmp(summary.reason,
                             "lost CPU 2 (APIC id 2); lost CPU 3 (APIC id 3); "
                             "silent: stress/pte/no-recheck",
                             70),
                     0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_silent_control_and_what_to_do, start),
        cmocka_unit_test_setup(test_trials_with_one_reason_stand_together, start),
        cmocka_unit_test_setup(test_more_reasons_than_can_be_told, start),
        cmocka_unit_test_setup(test_controls_that_were_not_asked_for, start),
        cmocka_unit_test_setup(test_one_cpu, start),
        cmocka_unit_test_setup(test_what_does_not_apply_is_not_blamed, start),
        cmocka_unit_test_setup(test_a_violation_and_how_to_repeat_it, start),
        cmocka_unit_test_setup(test_an_error_says_what_went_wrong, start),
        cmocka_unit_test_setup(test_nothing_to_decide, start),
        cmocka_unit_test_setup(test_what_to_do_is_never_cut, start),
        cmocka_unit_test_setup(test_what_happened_outside_comes_first, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

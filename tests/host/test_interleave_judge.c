/*
 * litmus/judge/judge.c, for the interleave engine's results and for a machine with one
 * CPU. If one of these fails, a run says HOLDS without proof, or blames the protocol for
 * a limit of the machine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/judge/judge.h"

static const struct trial positive = {
    .level = "pte", .id = "lockless", .expected = NEVER, .evidence = EVIDENCE_PENDING
};
static const struct trial control = {
    .level = "pte", .id = "no-recheck", .expected = SOMETIMES, .controls_for = "lockless"
};
static struct result results[4];

/* The expected results: the control tore, the positive did not. */
static void start(void)
{
    memset(results, 0, sizeof(results));
    for (unsigned i = 0; i < 2; i++) {
        results[i].engine = ENGINE_INTERLEAVE;
        results[i].trial = i ? &positive : &control;
        results[i].tallies.settings = 1;
        results[i].tallies.tally[0].reading[READ_INTACT] = 7;
        results[i].tallies.tally[0].pending = 3;
    }
    results[0].tallies.tally[0].reading[READ_TORN_ZERO] = 1;
}

static void judge_all(void)
{
    judge(&results[0], results, 0);
    judge(&results[1], results, 1);
}

static struct summary summary_of(unsigned count)
{
    struct summary summary;
    summarize(results, count, &summary);
    return summary;
}

static void test_one_tear_of_the_control_is_enough(void **state)
{
    (void)state;
    start();
    judge_all();
    assert_int_equal(results[0].status, STATUS_OK);
    assert_int_equal(results[1].status, STATUS_OK);
    assert_int_equal(summary_of(2).verdict, VERDICT_HOLDS);
}

static void test_torn_positive(void **state)
{
    (void)state;
    start();
    results[1].tallies.tally[0].reading[READ_TORN_MIX] = 1;
    judge_all();
    assert_int_equal(results[1].status, STATUS_NOT_OK);
    assert_int_equal(summary_of(2).verdict, VERDICT_VIOLATED);
}

/* Over all schedules, a silent control is not bad luck. */
static void test_silent_control(void **state)
{
    (void)state;
    start();
    results[0].tallies.tally[0].reading[READ_TORN_ZERO] = 0;
    judge_all();
    assert_int_equal(results[0].status, STATUS_NOT_OK);
    assert_int_equal(results[1].status, STATUS_UNPROVEN);
    assert_int_equal(summary_of(2).verdict, VERDICT_VIOLATED);
}

/* Under stress a silent control may be bad luck; but then no control vouches for the
 * positive, and it proves nothing. That holds even if a later round finds the control
 * torn, and this round is the positive's best. */
static void test_silent_control_under_stress(void **state)
{
    (void)state;
    start();
    results[0].engine = results[1].engine = ENGINE_STRESS;
    results[0].tallies.tally[0].reading[READ_TORN_ZERO] = 0;
    judge_all();
    assert_int_equal(results[0].status, STATUS_SILENT);
    assert_int_equal(results[1].status, STATUS_UNPROVEN);
    assert_non_null(strstr(results[1].reason, "no control tore for it"));
    results[0].tallies.tally[0].reading[READ_TORN_ZERO] = 7;
    judge_all();
    assert_int_equal(results[0].status, STATUS_OK);
    assert_int_equal(results[1].status, STATUS_UNPROVEN); /* 7 reads match nothing ... */
    results[1].tallies.tally[0].reading[READ_INTACT] = 10;
    judge_all();
    assert_int_equal(results[1].status, STATUS_OK); /* ... and 10 give 5 tears */
    assert_int_equal(summary_of(2).verdict, VERDICT_HOLDS);
}

static void test_positive_needs_evidence(void **state)
{
    (void)state;
    start();
    results[1].tallies.tally[0].pending = 0;
    judge_all();
    assert_int_equal(results[1].status, STATUS_UNPROVEN);
    start();
    results[1].tallies.tally[0].reading[READ_INTACT] = 0;
    judge_all();
    assert_int_equal(results[1].status, STATUS_UNPROVEN);
    /* Alone, without its controls. */
    start();
    judge(&results[1], results, 0);
    assert_int_equal(results[1].status, STATUS_UNPROVEN);
    /* A control of the other engine does not vouch here. */
    start();
    results[0].engine = ENGINE_STRESS;
    judge_all();
    assert_int_equal(results[1].status, STATUS_UNPROVEN);
}

static void test_endless_reader(void **state)
{
    (void)state;
    start();
    results[1].interleave.enumeration.cut = 2;
    judge_all();
    assert_int_equal(results[1].status, STATUS_NOT_OK);
    assert_non_null(strstr(results[1].reason, "never ends in 2"));
}

/* One schedule shows a tear, or nothing. */
static void test_replay(void **state)
{
    (void)state;
    start();
    results[0].interleave.enumeration.replayed =
        results[1].interleave.enumeration.replayed = true;
    judge_all();
    assert_int_equal(results[0].status, STATUS_OK);
    assert_int_equal(results[1].status, STATUS_UNPROVEN);
    assert_int_equal(summary_of(2).verdict, VERDICT_INCONCLUSIVE);
    results[0].tallies.tally[0].reading[READ_TORN_ZERO] = 0;
    results[1].tallies.tally[0].reading[READ_TORN_ZERO] = 1;
    judge_all();
    assert_int_equal(results[0].status, STATUS_SILENT);
    assert_int_equal(results[1].status, STATUS_NOT_OK);
}

static void skip_stress(unsigned i)
{
    results[i].engine = ENGINE_STRESS;
    results[i].trial = &positive;
    results[i].status = STATUS_SKIP;
    results[i].no_second_cpu = true;
    strcpy(results[i].reason, "needs two CPUs, one is online");
}

static void test_one_cpu(void **state)
{
    (void)state;
    start();
    judge_all();
    skip_stress(2);
    skip_stress(3);
    struct summary summary = summary_of(4);
    assert_int_equal(summary.verdict, VERDICT_HOLDS);
    assert_non_null(strstr(summary.reason, "by interleaving alone; no second CPU"));
    /* With two CPUs there is no note. */
    summary = summary_of(2);
    assert_null(strstr(summary.reason, "alone"));
}

static void test_one_cpu_and_stress_only(void **state)
{
    (void)state;
    start();
    skip_stress(0);
    skip_stress(1);
    struct summary summary = summary_of(2);
    assert_int_equal(summary.verdict, VERDICT_INCONCLUSIVE);
    assert_null(strstr(summary.reason, "alone"));
}

/* Any other skip leaves the question open, except for a reader that this CPU lacks. */
static void test_other_skips(void **state)
{
    (void)state;
    start();
    judge_all();
    skip_stress(2);
    skip_stress(3);
    results[3].no_second_cpu = false;
    assert_int_equal(summary_of(4).verdict, VERDICT_INCONCLUSIVE);
    results[3].not_applicable = true;
    assert_int_equal(summary_of(4).verdict, VERDICT_HOLDS);
}

static void test_one_cpu_and_a_tear(void **state)
{
    (void)state;
    start();
    results[1].tallies.tally[0].reading[READ_TORN_ZERO] = 1;
    judge_all();
    skip_stress(2);
    struct summary summary = summary_of(3);
    assert_int_equal(summary.verdict, VERDICT_VIOLATED);
    assert_non_null(strstr(summary.reason, "failed: interleave/pte/lockless"));
}

/* A control in which a CPU failed vouches for no positive, whatever it counted. */
static void test_spoiled_control(void **state)
{
    (void)state;
    start();
    judge_all();
    results[0].status = STATUS_ERROR;
    judge(&results[1], results, 1);
    assert_int_equal(results[1].status, STATUS_UNPROVEN);
    assert_non_null(strstr(results[1].reason, "no control ran for it"));
    assert_int_equal(summary_of(2).verdict, VERDICT_ERROR);
}

/* A CPU that is missing, or failed while idle: never HOLDS, and the reason says why. */
static void test_lost_outside_of_trials(void **state)
{
    (void)state;
    start();
    judge_all();
    struct summary summary = summary_of(2);
    summary_doubt(&summary, "CPU 3 did not start");
    assert_int_equal(summary.verdict, VERDICT_INCONCLUSIVE);
    assert_string_equal(summary.reason, "CPU 3 did not start");
    summary_error(&summary, "lost CPU 2");
    assert_int_equal(summary.verdict, VERDICT_ERROR);
    assert_string_equal(summary.reason, "CPU 3 did not start; lost CPU 2");
}

/* The most severe status wins: a failed CPU does not hide a violation by the subject. */
static void test_lost_after_a_violation(void **state)
{
    (void)state;
    start();
    results[1].tallies.tally[0].reading[READ_TORN_ZERO] = 1;
    judge_all();
    struct summary summary = summary_of(2);
    summary_error(&summary, "lost CPU 2");
    summary_doubt(&summary, "CPU 3 did not start");
    assert_int_equal(summary.verdict, VERDICT_VIOLATED);
    assert_non_null(strstr(summary.reason, "lost CPU 2"));
}

/* CPUs that the user left out: noted in the reason of any verdict, without changing
 * it. */
static void test_a_note_is_no_doubt(void **state)
{
    (void)state;
    start();
    judge_all();
    struct summary summary = summary_of(2);
    assert_int_equal(summary.verdict, VERDICT_HOLDS);
    summary_note(&summary, "2 of 4 CPUs left out: option cpus=");
    assert_int_equal(summary.verdict, VERDICT_HOLDS);
    assert_string_equal(summary.reason,
                        "2 of 4 CPUs left out: option cpus=; "
                        "1 positives never tore, with evidence; 1 controls tore");
    summary_doubt(&summary, "CPU 1 did not start");
    assert_int_equal(summary.verdict, VERDICT_INCONCLUSIVE);
    assert_string_equal(summary.reason,
                        "2 of 4 CPUs left out: option cpus=; CPU 1 did not start");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_note_is_no_doubt),
        cmocka_unit_test(test_one_tear_of_the_control_is_enough),
        cmocka_unit_test(test_torn_positive),
        cmocka_unit_test(test_silent_control),
        cmocka_unit_test(test_silent_control_under_stress),
        cmocka_unit_test(test_positive_needs_evidence),
        cmocka_unit_test(test_endless_reader),
        cmocka_unit_test(test_replay),
        cmocka_unit_test(test_one_cpu),
        cmocka_unit_test(test_one_cpu_and_stress_only),
        cmocka_unit_test(test_other_skips),
        cmocka_unit_test(test_one_cpu_and_a_tear),
        cmocka_unit_test(test_spoiled_control),
        cmocka_unit_test(test_lost_outside_of_trials),
        cmocka_unit_test(test_lost_after_a_violation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

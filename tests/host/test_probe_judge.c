/*
 * litmus/probe/judge.c and litmus/probe/report.c. If one of these fails, a run calls a
 * broken TLB sound, blames a sound one, or trusts a probe that could not have noticed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "litmus/probe/judge.h"
#include "litmus/probe/probe.h"
#include "tests/host/fixture_lines.h"

static const struct probe asked = {
    .outcome = { { "new", NEEDED, NULL },
                 { "code_8", FORBIDDEN, NULL },
                 { "old", FORBIDDEN, NULL } },
};
static const struct probe broken = {
    .outcome = { { "new", FINE, NULL }, { "old", FIRED, NULL } },
};

/* The trials' names are those of rows in litmus/judge/deviations.c. */
enum { CONTROL, POSITIVE, LONELY, TRIALS };
static const struct trial trials[TRIALS] = {
    [CONTROL] = { .level = "pdpt",
                  .id = "one-cpu",
                  .expected = SOMETIMES,
                  .controls_for = "every-cpu",
                  .probe = &broken,
                  .asks = "?" },
    [POSITIVE] = { .level = "pdpt",
                   .id = "every-cpu",
                   .expected = NEVER,
                   .probe = &asked,
                   .asks = "?" },
    [LONELY] = { .no_control = "nothing can be left out",
                 .level = "tlb",
                 .id = "reserved-code",
                 .expected = NEVER,
                 .probe = &asked,
                 .asks = "?" },
};
static struct result results[TRIALS];

static void start(void)
{
    memset(results, 0, sizeof(results));
    for (unsigned i = 0; i < TRIALS; i++) {
        results[i].trial = &trials[i];
        results[i].engine = ENGINE_PROBE;
    }
}

static void judge_one(unsigned i, enum platform platform, uint64_t a, uint64_t b,
                      uint64_t c)
{
    const uint64_t count[PROBE_OUTCOMES] = { a, b, c };
    const struct probe_answer answer = { trials[i].probe, count, platform };

    memcpy(results[i].probe.outcomes, count, sizeof(count));
    probe_judge(&results[i], &answer, results, i);
}

static void test_good_pair(void **state)
{
    (void)state;
    start();
    judge_one(CONTROL, PLATFORM_OTHER, 3, 1, 0);
    judge_one(POSITIVE, PLATFORM_OTHER, 100, 0, 0);
    assert_int_equal(results[CONTROL].status, STATUS_OK);
    assert_int_equal(results[POSITIVE].status, STATUS_OK);
}

static void test_one_forbidden_outcome_fails(void **state)
{
    (void)state;
    start();
    judge_one(CONTROL, PLATFORM_OTHER, 3, 1, 0);
    judge_one(POSITIVE, PLATFORM_OTHER, 1000000, 0, 1);
    assert_int_equal(results[POSITIVE].status, STATUS_NOT_OK);
    assert_non_null(strstr(results[POSITIVE].reason, "1 times old"));
}

static void test_needed_outcome_missing(void **state)
{
    (void)state;
    start();
    judge_one(CONTROL, PLATFORM_OTHER, 3, 1, 0);
    judge_one(POSITIVE, PLATFORM_OTHER, 0, 0, 0);
    assert_int_equal(results[POSITIVE].status, STATUS_UNPROVEN);
    assert_non_null(strstr(results[POSITIVE].reason, "never new"));
}

static void test_silent_control_is_no_proof(void **state)
{
    (void)state;
    start();
    judge_one(CONTROL, PLATFORM_OTHER, 100, 0, 0);
    judge_one(POSITIVE, PLATFORM_OTHER, 100, 0, 0);
    assert_int_equal(results[CONTROL].status, STATUS_SILENT);
    assert_int_equal(results[POSITIVE].status, STATUS_UNPROVEN);
}

static void test_control_that_did_not_run(void **state)
{
    (void)state;
    start();
    results[CONTROL].engine = ENGINE_STRESS; /* ok, but another engine's */
    judge_one(POSITIVE, PLATFORM_OTHER, 100, 0, 0);
    assert_int_equal(results[POSITIVE].status, STATUS_UNPROVEN);
}

static void test_control_that_cannot_fire_here(void **state)
{
    (void)state;
    start();
    judge_one(CONTROL, PLATFORM_QEMU_TCG, 100, 0, 0);
    judge_one(POSITIVE, PLATFORM_QEMU_TCG, 100, 0, 0);
    assert_int_equal(results[CONTROL].status, STATUS_SKIP);
    assert_true(results[CONTROL].not_applicable);
    assert_non_null(strstr(results[CONTROL].reason, "cannot fire here"));
    assert_int_equal(results[POSITIVE].status, STATUS_OK);
}

static void test_control_that_fires_after_all(void **state)
{
    (void)state;
    start();
    judge_one(CONTROL, PLATFORM_QEMU_TCG, 100, 1, 0);
    assert_int_equal(results[CONTROL].status, STATUS_OK);
    assert_false(results[CONTROL].not_applicable);
}

static void test_known_deviation_is_set_aside(void **state)
{
    (void)state;
    start();
    judge_one(LONELY, PLATFORM_QEMU_TCG, 0, 7, 0);
    assert_int_equal(results[LONELY].status, STATUS_SKIP);
    assert_true(results[LONELY].not_applicable);
    assert_non_null(strstr(results[LONELY].reason, "known deviation"));
}

static void test_same_deviation_elsewhere_fails(void **state)
{
    (void)state;
    start();
    judge_one(LONELY, PLATFORM_OTHER, 0, 7, 0);
    assert_int_equal(results[LONELY].status, STATUS_NOT_OK);
    judge_one(LONELY, PLATFORM_BOCHS, 0, 7, 0);
    assert_int_equal(results[LONELY].status, STATUS_NOT_OK);
}

static void test_known_deviation_excuses_nothing_else(void **state)
{
    (void)state;
    start();
    judge_one(LONELY, PLATFORM_QEMU_TCG, 0, 7, 1);
    assert_int_equal(results[LONELY].status, STATUS_NOT_OK);
    assert_non_null(strstr(results[LONELY].reason, "old"));
    assert_null(strstr(results[LONELY].reason, "code_8"));
}

/* A known deviation is neither a proof nor an open question. */
static void test_verdict(void **state)
{
    struct summary summary;
    (void)state;
    start();
    judge_one(CONTROL, PLATFORM_OTHER, 3, 1, 0);
    judge_one(POSITIVE, PLATFORM_OTHER, 100, 0, 0);
    judge_one(LONELY, PLATFORM_QEMU_TCG, 0, 7, 0);
    summarize(results, TRIALS, &summary);
    assert_int_equal(summary.verdict, VERDICT_HOLDS);
    assert_int_equal(summary.positives_ok, 1);
    judge_one(LONELY, PLATFORM_OTHER, 0, 7, 0);
    summarize(results, TRIALS, &summary);
    assert_int_equal(summary.verdict, VERDICT_VIOLATED);
}

static void test_report(void **state)
{
    static struct fixture_lines lines;
    (void)state;
    start();
    judge_one(CONTROL, PLATFORM_OTHER, 3, 1, 0);
    judge_one(LONELY, PLATFORM_OTHER, 5, 7, 0);
    struct line_sink *sink = fixture_lines_start(&lines);
    probe_report(sink, 1, &results[CONTROL]);
    probe_report(sink, 2, &results[LONELY]);
    assert_said(&lines, "ok 1 - probe/pdpt/one-cpu # new=3 old=1 ms=0");
    assert_said(&lines, "Observation probe/pdpt/one-cpu Sometimes 1 3");
    assert_said(&lines, "not ok 2 - probe/tlb/reserved-code # 7 times code_8");
    assert_said(&lines, "Condition ~exists (outcome=code_8 \\/ outcome=old)");
    assert_said(&lines, "Test probe/tlb/reserved-code Forbidden");
    assert_said(&lines, "7         *>outcome=code_8;");
}

/* A trial that did not run has no figures, and no histogram to compare. */
static void test_report_of_what_was_not_asked(void **state)
{
    static struct fixture_lines lines;
    (void)state;
    start();
    results[POSITIVE].status = STATUS_SKIP;
    strcpy(results[POSITIVE].reason, "needs two CPUs");
    probe_report(fixture_lines_start(&lines), 1, &results[POSITIVE]);
    assert_int_equal(lines.count, 1);
    assert_said(&lines, "ok 1 - probe/pdpt/every-cpu # SKIP needs two CPUs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_pair),
        cmocka_unit_test(test_one_forbidden_outcome_fails),
        cmocka_unit_test(test_needed_outcome_missing),
        cmocka_unit_test(test_silent_control_is_no_proof),
        cmocka_unit_test(test_control_that_did_not_run),
        cmocka_unit_test(test_control_that_cannot_fire_here),
        cmocka_unit_test(test_control_that_fires_after_all),
        cmocka_unit_test(test_known_deviation_is_set_aside),
        cmocka_unit_test(test_same_deviation_elsewhere_fails),
        cmocka_unit_test(test_known_deviation_excuses_nothing_else),
        cmocka_unit_test(test_verdict),
        cmocka_unit_test(test_report),
        cmocka_unit_test(test_report_of_what_was_not_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

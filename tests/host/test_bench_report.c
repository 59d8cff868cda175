/*
 * litmus/bench/report.c, and how the session treats benchmarks. If one of these fails,
 * figures are misread, or a measurement counts as a proof.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/bench/measurement.h"
#include "litmus/judge/judge.h"
#include "tests/host/fixture_lines.h"

static const struct trial benchmark = {
    .level = "read", .id = "lockless", .asks = "low, high, low", .expected = MEASURED
};
static const struct trial positive = { .level = "pte",
                                       .id = "lockless",
                                       .expected = NEVER };
static const struct trial control = { .level = "pte",
                                      .id = "no-recheck",
                                      .expected = SOMETIMES };
static struct measurement measurement;
static struct fixture_lines lines;

static struct result measured(void)
{
    measurement = (struct measurement){
        .cycles = true,
        .khz = 2000000,
        .count = 1,
        .notes = 1,
        .series = { { .label = "code=c state=warm",
                      .times = 4096,
                      .ticks = { .samples = 401,
                                 .min = 200,
                                 .q1 = 204,
                                 .median = 206,
                                 .q3 = 210,
                                 .p90 = 400,
                                 .max = 123456 } } },
        .note = { "c_to_asm=1.02" },
        .headline = "code=c state=warm",
        .headline_cost = 206,
    };
    return (struct result){ .trial = &benchmark,
                            .engine = ENGINE_BENCH,
                            .bench.measurement = &measurement,
                            .tallies = { .total_us = 5000 } };
}

static void test_lines(void **state)
{
    struct result result = measured();
    (void)state;
    bench_report(fixture_lines_start(&lines), 3, &result);
    assert_said(&lines, "# bench/read/lockless: low, high, low");
    assert_said(&lines, "#   code=c state=warm: samples=401 times=4096 cycles=2.06 "
                        "cycles_min=2.00 cycles_q1=2.04 cycles_q3=2.10 cycles_p90=4.00 "
                        "ns=1.03 ns_min=1.00 ns_q1=1.02 ns_q3=1.05 ns_p90=2.00");
    assert_said(&lines, "#   c_to_asm=1.02");
    assert_said(&lines, "ok 3 - bench/read/lockless # code=c state=warm cycles=2.06 "
                        "ns=1.03 ms=5");
}

/* Ticks that are not cycles are not called cycles. */
static void test_without_a_tsc(void **state)
{
    struct result result = measured();
    (void)state;
    measurement.cycles = false;
    bench_report(fixture_lines_start(&lines), 3, &result);
    assert_not_said(&lines, "cycles");
    assert_said(&lines, "# code=c state=warm ns=1.03 ms=5");
}

static void test_nothing_measured(void **state)
{
    struct result result = { .trial = &benchmark,
                             .engine = ENGINE_BENCH,
                             .status = STATUS_SKIP,
                             .reason = "needs two CPUs" };
    (void)state;
    bench_report(fixture_lines_start(&lines), 4, &result);
    assert_said(&lines, "ok 4 - bench/read/lockless # SKIP needs two CPUs");
    result.status = STATUS_ERROR;
    bench_report(fixture_lines_start(&lines), 4, &result);
    assert_said(&lines, "not ok 4 - bench/read/lockless # ERROR needs two CPUs");
}

/* A figure is no evidence: alone it proves nothing ... */
static void test_verdict_of_benchmarks_alone(void **state)
{
    struct result result = measured();
    struct summary summary;
    (void)state;
    summarize(&result, 1, &summary);
    assert_int_equal(summary.verdict, VERDICT_INCONCLUSIVE);
    assert_string_equal(summary.reason, "nothing was tested, benchmarks measured: 1");
}

/* ... beside others it changes nothing, measured or skipped ... */
static void test_verdict_beside_others(void **state)
{
    struct result results[] = { measured(),
                                { .trial = &control, .engine = ENGINE_STRESS },
                                { .trial = &positive, .engine = ENGINE_STRESS } };
    struct summary summary;
    (void)state;
    summarize(results, 3, &summary);
    assert_int_equal(summary.verdict, VERDICT_HOLDS);
    results[0].status = STATUS_SKIP;
    results[0].not_applicable = true;
    summarize(results, 3, &summary);
    assert_int_equal(summary.verdict, VERDICT_HOLDS);
    /* ... and it does not replace a control. */
    results[0].status = STATUS_OK;
    results[1] = measured();
    summarize(results, 3, &summary);
    assert_int_equal(summary.verdict, VERDICT_INCONCLUSIVE);
}

static void test_failed_benchmark_is_an_error(void **state)
{
    struct result result = measured();
    struct summary summary;
    (void)state;
    result.status = STATUS_ERROR;
    summarize(&result, 1, &summary);
    assert_int_equal(summary.verdict, VERDICT_ERROR);
}

static bool selected(const char *glob, const char *name)
{
    return trial_selected(glob, strlen(glob), name);
}

/* Benchmarks take time and answer no question: the default run leaves them out. */
static void test_run_only_by_name(void **state)
{
    (void)state;
    assert_false(selected("*", "bench/read/lockless"));
    assert_false(selected("*/lockless", "bench/read/lockless"));
    assert_false(selected("b*", "bench/read/lockless"));
    assert_true(selected("bench/*", "bench/read/lockless"));
    assert_true(selected("bench/read/lockless", "bench/read/lockless"));
    assert_false(selected("bench/tlb/*", "bench/read/lockless"));
    assert_true(selected("*", "stress/pte/lockless"));
    assert_false(selected("bench/*", "stress/pte/lockless"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_without_a_tsc),
        cmocka_unit_test(test_nothing_measured),
        cmocka_unit_test(test_verdict_of_benchmarks_alone),
        cmocka_unit_test(test_verdict_beside_others),
        cmocka_unit_test(test_failed_benchmark_is_an_error),
        cmocka_unit_test(test_run_only_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

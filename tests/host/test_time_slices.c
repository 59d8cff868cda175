/*
 * litmus/stress/plan.c and litmus/stress/time_slices.c. If one of these fails, a control
 * is sought in the wrong place or given up too early, or a positive is read where nothing
 * could have torn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "litmus/stress/time_slices.h"

static const struct trial control = {
    .level = "pte",
    .id = "control",
    .expected = SOMETIMES,
    .controls_for = "positive",
    .race_window = RACE_WRITER,
};
static const struct trial woken = {
    .level = "pte",
    .id = "woken",
    .expected = SOMETIMES,
    .controls_for = "positive",
    .race_window = RACE_WAKING,
};
static const struct reader some_reader;
static const struct trial positive = {
    .level = "pte", .id = "positive", .expected = NEVER, .reader = &some_reader
};

static struct plan plan;
static struct time_slices time_slices;
static struct tallies tallies;

static void make(const struct trial *trial, const struct litmus_options *options,
                 const struct result *results, unsigned count)
{
    static const struct litmus_options none;
    plan_make(&plan, trial, ENGINE_STRESS, options ? options : &none, results, count);
    time_slices_start(&time_slices, &plan);
    memset(&tallies, 0, sizeof(tallies));
    tallies.settings = plan.settings;
}

static void tore(struct tallies *all, unsigned setting, uint64_t torn, uint64_t accepted,
                 uint64_t us)
{
    all->tally[setting].reading[READ_TORN_ZERO] = torn;
    all->tally[setting].reading[READ_INTACT] = accepted - torn;
    all->tally[setting].elapsed_us = us;
}

/* A log whose replay line no option takes: the torn read cannot be sought again. */
static void test_every_setting_can_be_asked_for(void **state)
{
    (void)state;
    make(&positive, NULL, NULL, 0);
    for (unsigned i = 0; i < plan.settings; i++) {
        assert_true(plan.setting[i].window <= DELAY_MAX);
        assert_true(plan.setting[i].gap <= DELAY_MAX);
    }
}

static void skip_probe_phase(void)
{
    while (time_slices.opened < PROBE_PHASE_ROUNDS * plan.probe_phase)
        time_slices_next(&time_slices, &tallies);
}

/* Probe slices first at the settings made for the race window, so that a machine on which
 * the first of them finds nothing loses only a few time slices. */
static void test_opening(void **state)
{
    (void)state;
    make(&control, NULL, NULL, 0);
    assert_true(plan.probe_phase > 1 && plan.probe_phase < plan.ordered);
    for (unsigned i = 0; i < PROBE_PHASE_ROUNDS * plan.probe_phase; i++) {
        struct time_slice time_slice = time_slices_next(&time_slices, &tallies);
        assert_int_equal(time_slice.setting, plan.order[i % plan.probe_phase]);
        assert_true(plan.setting[time_slice.setting].gap > 0);
        assert_int_equal(plan.setting[time_slice.setting].window, 0);
        assert_true(time_slice.slice_us < plan.slice_us);
    }
    assert_int_equal(time_slices_next(&time_slices, &tallies).slice_us, plan.slice_us);
}

/* Silence in a handful of reads proves nothing: a host that hardly ever runs two CPUs at
 * once gets more time, but not without end, and not if the user has set the time. */
static void test_chances(void **state)
{
    static const struct litmus_options short_time = { .time_ms = 2000 };
    (void)state;
    make(&control, NULL, NULL, 0);
    assert_false(time_slices_had_chances(&plan, &tallies));
    tore(&tallies, 0, 0, 600, 1000);
    assert_false(time_slices_had_chances(&plan, &tallies));
    tore(&tallies, 1, 0, 400, 1000);
    assert_true(time_slices_had_chances(&plan, &tallies));
    assert_true(plan.longest_ms > plan.limit_ms);
    make(&control, &short_time, NULL, 0);
    assert_true(time_slices_had_chances(&plan, &tallies));
}

/* After a tear, that setting and all others get time slices of the usual length. */
static void test_opening_ends_with_a_tear(void **state)
{
    (void)state;
    make(&control, NULL, NULL, 0);
    time_slices_next(&time_slices, &tallies);
    tore(&tallies, time_slices_next(&time_slices, &tallies).setting, 1, 1000, 500);
    struct time_slice time_slice = time_slices_next(&time_slices, &tallies);
    assert_int_equal(time_slice.setting, plan.order[0]);
    assert_int_equal(time_slice.slice_us, plan.slice_us);
}

/* No probe phase: a positive has its settings, a CPU that must be woken needs its time,
 * and chosen windows are all equal. */
static void test_no_opening(void **state)
{
    static const uint32_t windows[] = { 1, 2 };
    struct litmus_options options = { .windows = windows, .window_count = 2 };
    (void)state;
    make(&positive, NULL, NULL, 0);
    assert_int_equal(plan.probe_phase, 0);
    make(&woken, NULL, NULL, 0);
    assert_int_equal(plan.probe_phase, 0);
    make(&control, &options, NULL, 0);
    assert_int_equal(plan.probe_phase, 0);
}

/* Then every setting once. */
static void test_first_lap(void **state)
{
    uint32_t seen = 0;
    (void)state;
    make(&control, NULL, NULL, 0);
    skip_probe_phase();
    for (unsigned i = 0; i < plan.ordered; i++) {
        struct time_slice time_slice = time_slices_next(&time_slices, &tallies);
        assert_false(seen >> time_slice.setting & 1);
        seen |= 1u << time_slice.setting;
    }
    assert_int_equal(time_slices_next(&time_slices, &tallies).setting, plan.order[0]);
}

/* The settings with tears get the time; the others still get a slice now and then. */
static void test_best_gets_the_time(void **state)
{
    uint32_t ms[SETTINGS_MAX] = { 0 };
    (void)state;
    make(&control, NULL, NULL, 0);
    while (!time_slices.pass)
        time_slices_next(&time_slices, &tallies);
    unsigned best = plan.order[5], near = plan.order[7], far = plan.order[0];
    tore(&tallies, best, 100, 1000, 5000);
    tore(&tallies, near, 60, 1000, 5000);
    tore(&tallies, far, 10, 1000, 5000);
    while (time_slices.pass < 9) {
        struct time_slice time_slice = time_slices_next(&time_slices, &tallies);
        ms[time_slice.setting] += time_slice.slice_us / 1000;
    }
    assert_true(ms[best] > 200 && ms[near] > 200);
    for (unsigned i = 0; i < plan.settings; i++)
        if (i != best && i != near)
            assert_true(ms[i] < 50);
    assert_true(ms[far] > 0);
}

/* While nothing has torn, no setting is skipped, and time slices grow. */
static void test_silent_so_far(void **state)
{
    (void)state;
    make(&control, NULL, NULL, 0);
    skip_probe_phase();
    for (unsigned pass = 0; pass < 5; pass++)
        for (unsigned i = 0; i < plan.ordered; i++) {
            struct time_slice time_slice = time_slices_next(&time_slices, &tallies);
            assert_int_equal(time_slice.setting, plan.order[i]);
            assert_true(pass < 3 || time_slice.slice_us >= 40000);
        }
}

static void test_woken_cpus_want_wide_windows(void **state)
{
    (void)state;
    make(&woken, NULL, NULL, 0);
    assert_true(plan.ordered > 0);
    for (unsigned i = 0; i < plan.ordered; i++)
        assert_true(plan.setting[plan.order[i]].window >= 1024);
}

static void test_torn_enough(void **state)
{
    (void)state;
    make(&control, NULL, NULL, 0);
    assert_false(time_slices_torn_enough(&plan, &tallies, true));
    tore(&tallies, 3, plan.tears, 1000, plan.measured_us - 1);
    assert_false(time_slices_torn_enough(&plan, &tallies, false)); /* no rate yet */
    tore(&tallies, 3, plan.tears, 1000, plan.measured_us);
    assert_true(time_slices_torn_enough(&plan, &tallies, false));
    tore(&tallies, 3, plan.tears - 1, 1000, plan.measured_us);
    assert_false(time_slices_torn_enough(&plan, &tallies, false));
    assert_true(time_slices_torn_enough(&plan, &tallies, true));
}

/* Two controls, each best at another setting: the positive runs at both, and at its own,
 * until either control would have torn ten times. */
static void test_positive_is_matched(void **state)
{
    static struct result results[3];
    (void)state;
    memset(results, 0, sizeof(results));
    make(&positive, NULL, NULL, 0);
    for (unsigned i = 0; i < 2; i++) {
        results[i].trial = i ? &woken : &control;
        results[i].engine = ENGINE_STRESS;
        results[i].tallies.settings = plan.settings;
    }
    tore(&results[0].tallies, 1, 10, 1000, 1000); /* more a second than ... */
    tore(&results[0].tallies, 2, 10, 100, 9000);  /* ... where a read tears more easily */
    tore(&results[1].tallies, 4, 1, 1000000, 1000);
    make(&positive, NULL, results, 2);
    assert_true(plan.matched[1] >= 1000 && plan.matched[4] >= 10000000);
    assert_int_equal(plan.reads[2], 0);

    bool at_one = false, at_four = false, as_it_is = false;
    for (unsigned i = 0; i < plan.ordered; i++) {
        unsigned setting = time_slices_next(&time_slices, &tallies).setting;
        const struct setting *s = &plan.setting[setting];
        assert_true(plan.reads[setting] > 0);
        at_one |= setting == 1;
        at_four |= setting == 4;
        as_it_is |= !s->window && !s->gap && s->sweep == SWEEP_OPPOSED;
    }
    assert_true(at_one && at_four && as_it_is);

    /* Time limits the wanted reads, never the matched ones. */
    tore(&tallies, 4, 0, 9999999, 4000000);
    assert_false(time_slices_settled(&plan, &tallies, 4));
    tore(&tallies, 4, 0, 10000001, 4000000);
    assert_true(time_slices_settled(&plan, &tallies, 4));
}

/* If a control tears best at a window in which an emulator does some hundred reads a
 * second, the matched reads are enough: the trial does not wait for the many other reads
 * until its time is over. It does wait for the reads that the options set. */
static void test_slow_reads(void **state)
{
    static const struct trial slow = {
        .level = "pte", .id = "positive", .expected = NEVER, .reads = 10000
    };
    const struct litmus_options options = { .count = 10000 };
    (void)state;
    make(&slow, NULL, NULL, 0);
    tore(&tallies, 0, 0, 1000, 2999999);
    assert_false(time_slices_settled(&plan, &tallies, 0));
    tore(&tallies, 0, 0, 1000, 3000000);
    assert_true(time_slices_settled(&plan, &tallies, 0));
    make(&slow, &options, NULL, 0);
    tore(&tallies, 0, 0, 1000, 3000000);
    assert_false(time_slices_settled(&plan, &tallies, 0));
}

/* While only the evidence is missing, there is always a time slice, at a wanted
 * setting. */
static void test_all_settled(void **state)
{
    (void)state;
    make(&positive, NULL, NULL, 0);
    for (unsigned i = 0; i < plan.settings; i++)
        tore(&tallies, i, 0, 1000000000, 1000000);
    for (unsigned i = 0; i < 3 * plan.ordered; i++) {
        struct time_slice time_slice = time_slices_next(&time_slices, &tallies);
        assert_true(plan.reads[time_slice.setting] && time_slice.slice_us);
    }
}

/* time= is up to a day, and 32 bits of microseconds are 71 minutes: the trial must not
 * stop after that, and rates stay the same. */
static void test_a_day_for_one_trial(void **state)
{
    const struct litmus_options options = { .time_ms = 86400000, .count = 1000000000000 };
    const uint64_t two_hours = 7200000000, day = 86400000000;
    struct tally sum;
    (void)state;
    make(&positive, &options, NULL, 0);
    tore(&tallies, 0, 0, 1000000, two_hours);
    assert_false(time_slices_settled(&plan, &tallies, 0));
    tore(&tallies, 0, 0, 1000000, day);
    assert_true(time_slices_settled(&plan, &tallies, 0));
    tore(&tallies, 0, 7200000, 9000000, two_hours);
    tore(&tallies, 1, 7200000, 9000000, two_hours);
    assert_int_equal(tally_tears_per_second(&tallies.tally[0]), 1000);
    tally_sum(&tallies, &sum);
    assert_int_equal(tally_tears_per_second(&sum), 1000);
    assert_int_equal(tally_ms(sum.elapsed_us), 14400000);
}

/* window= and gap= select exactly those. */
static void test_chosen_windows(void **state)
{
    static const uint32_t windows[] = { 1, 2, 3, 4, 5, 6, 7, 4096 }, gaps[] = { 9, 10 };
    struct litmus_options options = {
        .windows = windows, .window_count = 8, .gaps = gaps, .gap_count = 2, .count = 777
    };
    (void)state;
    make(&control, &options, NULL, 0);
    assert_true(plan.settings <= SETTINGS_MAX);
    assert_int_equal(plan.ordered, plan.settings);
    for (unsigned i = 0; i < plan.settings; i++)
        assert_true(plan.setting[i].gap == 9 || plan.setting[i].gap == 10);
    for (unsigned p = 0; p < ARRAY_SIZE(windows); p++) {
        bool found = false;
        for (unsigned i = 0; i < plan.settings; i++)
            found |= plan.setting[i].window == windows[p];
        assert_true(found);
    }
    make(&positive, &options, NULL, 0);
    for (unsigned i = 0; i < plan.settings; i++)
        assert_true(plan.reads[i] == 0 || plan.reads[i] == 777);
}

/* The user can give more than fit: every one is still used. */
static void test_many_chosen_windows(void **state)
{
    static const uint32_t numbers[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    struct litmus_options options = {
        .windows = numbers, .window_count = 8, .gaps = numbers, .gap_count = 8
    };
    uint32_t windows = 0, gaps = 0;
    uint64_t pairs = 0;
    (void)state;
    make(&control, &options, NULL, 0);
    assert_int_equal(plan.settings, SETTINGS_MAX);
    for (unsigned i = 0; i < plan.settings; i++) {
        uint64_t pair = 1ull << (plan.setting[i].window - 1) * 8
                             << (plan.setting[i].gap - 1);
        assert_false(pairs & pair);
        pairs |= pair;
        windows |= 1u << plan.setting[i].window;
        gaps |= 1u << plan.setting[i].gap;
    }
    assert_int_equal(windows, 0x1FE);
    assert_int_equal(gaps, 0x1FE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_setting_can_be_asked_for),
        cmocka_unit_test(test_opening),
        cmocka_unit_test(test_chances),
        cmocka_unit_test(test_opening_ends_with_a_tear),
        cmocka_unit_test(test_no_opening),
        cmocka_unit_test(test_first_lap),
        cmocka_unit_test(test_best_gets_the_time),
        cmocka_unit_test(test_silent_so_far),
        cmocka_unit_test(test_woken_cpus_want_wide_windows),
        cmocka_unit_test(test_torn_enough),
        cmocka_unit_test(test_positive_is_matched),
        cmocka_unit_test(test_slow_reads),
        cmocka_unit_test(test_all_settled),
        cmocka_unit_test(test_a_day_for_one_trial),
        cmocka_unit_test(test_chosen_windows),
        cmocka_unit_test(test_many_chosen_windows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

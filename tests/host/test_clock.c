/*
 * arch/time/clock_math.c. If one of these fails, the kernel believes a timer that does
 * not exist (delays vanish, application processors come too late), or every rate and
 * limit in the log is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/time/clock_math.h"
#include "arch/time/hypervisor_clock.h"
#include "lib/compiler.h"
#include "tests/host/fixture_within.h"

enum { PIT_HZ = 1193182, PIT_TICKS = 9546 };

/* A window of the PIT on a healthy machine with a TSC of 2.6 GHz. */
static const struct clock_run healthy = {
    .armed = true,
    .ended = true,
    .polls = 8000,
    .ticks = PIT_TICKS,
    .cycles = 20800869,
    .doubt = 9000,
};

static enum clock_run_verdict judge(struct clock_run run, uint32_t *khz)
{
    return clock_run_judge(&run, PIT_HZ, khz);
}

/* The host's wider arithmetic gives the reference product. */
static void test_scale_is_exact_to_31_bits(void **state)
{
    static const struct {
        uint32_t numerator, denominator;
    } ratios[] = {
        { 1, 1 },
        { 1000, 2600000 },
        { 1000, CLOCK_MAX_KHZ },
        { 1000, CLOCK_MIN_KHZ },
        { CLOCK_MAX_KHZ, 1000 },
        { CLOCK_MIN_KHZ, 1000 },
        { 1000000, PIT_HZ },
        { 1000000, 3579545 },
        { 3579545, 1000000 },
        { UINT32_MAX, 1 },
        { 1, UINT32_MAX },
        { 32000000, 1000000 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(ratios); i++) {
        struct clock_scale s =
            clock_scale_for(ratios[i].numerator, ratios[i].denominator);

        assert_true(s.factor >> 31 == 1 || s.shift == 63);
        for (int j = 0; j < 20000; j++) {
            uint64_t value = ((uint64_t)rand() << 31 ^ (uint64_t)rand()) >> rand() % 62;
            unsigned __int128 product = (unsigned __int128)value * s.factor >> s.shift;
            unsigned __int128 exact = (unsigned __int128)value * ratios[i].numerator /
                                      ratios[i].denominator;
            uint64_t got = clock_scale_apply(s, value);

            if (product > UINT64_MAX) {
                assert_true(got == UINT64_MAX);
                continue;
            }
            assert_true(got == (uint64_t)product);
            assert_true(got <= exact);
            assert_true(exact - got <= (exact >> 31) + 1);
        }
    }
}

/* A clock that jumps back would make every wait endless; one that saturates early would
 * end it at once. */
static void test_scale_at_the_ends(void **state)
{
    struct clock_scale to_us = clock_scale_for(1000, 2600000);

    (void)state;
    assert_true(clock_scale_apply(to_us, 0) == 0);
    assert_true(clock_scale_apply(to_us, 2599) == 0);
    uint64_t years = clock_scale_apply(to_us, UINT64_MAX) / 1000000 / (365 * 24 * 3600);
    assert_within(years, 200, 300);
    assert_true(clock_scale_apply(clock_scale_for(1, 1), UINT64_MAX) == UINT64_MAX);
    assert_true(clock_scale_apply(clock_scale_for(2, 1), UINT64_MAX) == UINT64_MAX);
    for (uint64_t ticks = 0; ticks < 100000; ticks++)
        assert_true(clock_scale_apply(to_us, ticks) <=
                    clock_scale_apply(to_us, ticks + 1));
}

static void test_a_healthy_window_is_good(void **state)
{
    uint32_t khz;

    (void)state;
    assert_int_equal(judge(healthy, &khz), CLOCK_RUN_GOOD);
    assert_within(khz, 2599900, 2600100);
}

/* -M pc,pit=off: the output is high from the start, and a naive calibration computed 1312
 * cycles a millisecond. */
static void test_no_timer_is_no_fast_timer(void **state)
{
    struct clock_run run = healthy;
    uint32_t khz;

    (void)state;
    run.armed = false;
    assert_int_equal(judge(run, &khz), CLOCK_RUN_NOT_ARMED);
    assert_int_equal(khz, 0);

    run = healthy;
    run.polls = CLOCK_MIN_POLLS - 1; /* low once by accident, then high */
    assert_int_equal(judge(run, &khz), CLOCK_RUN_FEW_POLLS);
    run.polls = CLOCK_MIN_POLLS;
    assert_int_equal(judge(run, &khz), CLOCK_RUN_GOOD);

    run = healthy;
    run.ended = false; /* a gated timer: starts, then stops */
    assert_int_equal(judge(run, &khz), CLOCK_RUN_NOT_ENDED);
    run = healthy;
    run.ticks = 0;
    assert_int_equal(judge(run, &khz), CLOCK_RUN_FEW_POLLS);
}

/*
 * On a host with 24 threads for two CPUs a guest may be away from the first look at a
 * counter to the next, 21 ms later. That was taken for a broken counter, one after the
 * other, and the rate was guessed in the end: the numbers are such a run's, by an HPET.
 */
static void test_away_for_a_whole_window(void **state)
{
    struct clock_run run = { .armed = true,
                             .ended = true,
                             .counted = true,
                             .polls = 1,
                             .ticks = 2153730,
                             .cycles = 26498452,
                             .doubt = 52565559 };
    uint32_t khz;

    (void)state;
    assert_int_equal(clock_run_judge(&run, 100000000, &khz), CLOCK_RUN_UNCERTAIN);
    assert_within(khz, 1230300, 1230400);

    run.doubt = run.cycles / 200; /* a counter that has jumped */
    assert_int_equal(clock_run_judge(&run, 100000000, &khz), CLOCK_RUN_FEW_POLLS);
    run.cycles = run.doubt = 20000; /* the same at once */
    assert_int_equal(clock_run_judge(&run, 100000000, &khz), CLOCK_RUN_FEW_POLLS);

    run = healthy; /* what is expected of a PIT proves nothing */
    run.polls = 1;
    run.doubt = run.cycles;
    assert_int_equal(judge(run, &khz), CLOCK_RUN_FEW_POLLS);
}

static void test_rates_that_cannot_be(void **state)
{
    struct clock_run run = healthy;
    uint32_t khz;

    (void)state;
    run.doubt = 0;
    run.cycles = 7990; /* under 1 MHz */
    assert_int_equal(judge(run, &khz), CLOCK_RUN_TOO_SLOW);
    run.cycles = 8010;
    assert_int_equal(judge(run, &khz), CLOCK_RUN_GOOD);
    run.cycles = 79990000; /* just under 10 GHz */
    assert_int_equal(judge(run, &khz), CLOCK_RUN_GOOD);
    run.cycles = 80100000;
    assert_int_equal(judge(run, &khz), CLOCK_RUN_TOO_FAST);
    run.cycles = UINT64_MAX; /* the TSC went back */
    assert_int_equal(judge(run, &khz), CLOCK_RUN_TOO_FAST);
    assert_int_equal(khz, UINT32_MAX);
    run.cycles = 0; /* it does not count */
    assert_int_equal(judge(run, &khz), CLOCK_RUN_TOO_SLOW);
    assert_int_equal(khz, 0);
}

/* The host descheduled the CPU at an end of the window: the figure may be off by that
 * much. */
static void test_an_interrupted_window_is_second_choice(void **state)
{
    struct clock_run run = healthy;
    uint32_t khz;

    (void)state;
    run.doubt = run.cycles / 100;
    assert_int_equal(judge(run, &khz), CLOCK_RUN_GOOD);
    run.doubt = run.cycles / 100 + 1;
    assert_int_equal(judge(run, &khz), CLOCK_RUN_UNCERTAIN);
    assert_within(khz, 2599900, 2600100);
    run.doubt = UINT64_MAX;
    assert_int_equal(judge(run, &khz), CLOCK_RUN_UNCERTAIN);
}

static void test_every_verdict_has_words(void **state)
{
    (void)state;
    for (int verdict = CLOCK_RUN_GOOD; verdict <= CLOCK_RUN_TOO_FAST; verdict++)
        assert_string_not_equal(clock_run_verdict_name((enum clock_run_verdict)verdict),
                                "unknown");
}

static void test_within(void **state)
{
    (void)state;
    assert_true(clock_within(100, 100, 0));
    assert_true(clock_within(100, 99, 1));
    assert_true(clock_within(99, 100, 1));
    assert_false(clock_within(1000, 989, 1));
    assert_true(clock_within(0, 0, 1));
    assert_false(clock_within(UINT32_MAX, 0, 99));
    assert_true(clock_within(UINT32_MAX, UINT32_MAX - 1, 1));
}

static void test_settling(void **state)
{
    uint32_t khz;

    (void)state;
    assert_true(clock_settle((const uint32_t[]){ 2600000, 2601000 }, 2, &khz));
    assert_int_equal(khz, 2600500);
    /* One run was disturbed: the two others agree. */
    assert_true(clock_settle((const uint32_t[]){ 2600000, 3100000, 2602000 }, 3, &khz));
    assert_int_equal(khz, 2601000);
    /* The closest of several pairs. */
    assert_true(clock_settle((const uint32_t[]){ 2600000, 2620000, 2601000 }, 3, &khz));
    assert_int_equal(khz, 2600500);
    /* No two agree: the median, in any order. */
    assert_false(
        clock_settle((const uint32_t[]){ 5000, 1000, 4000, 2000, 3000 }, 5, &khz));
    assert_int_equal(khz, 3000);
    assert_false(clock_settle((const uint32_t[]){ 4000, 1000, 3000, 2000 }, 4, &khz));
    assert_int_equal(khz, 2000);
    assert_false(clock_settle((const uint32_t[]){ 1234 }, 1, &khz));
    assert_int_equal(khz, 1234);
    assert_false(clock_settle(NULL, 0, &khz));
    assert_int_equal(khz, 0);
    assert_true(clock_settle((const uint32_t[]){ UINT32_MAX, UINT32_MAX }, 2, &khz));
    assert_int_equal(khz, UINT32_MAX);
}

static void test_cpuid(void **state)
{
    (void)state;
    assert_int_equal(clock_khz_by_cpuid(2, 216, 24000000, 0), 2592000); /* Kaby Lake */
    assert_int_equal(clock_khz_by_cpuid(2, 216, 0, 2600), 2600000);     /* Skylake */
    assert_int_equal(clock_khz_by_cpuid(0, 0, 0, 2600), 2600000);
    assert_int_equal(clock_khz_by_cpuid(0, 0, 0, 0xABCD0000 | 2600), 2600000);
    assert_int_equal(clock_khz_by_cpuid(0, 0, 0, 0), 0);
    assert_int_equal(clock_khz_by_cpuid(7, 832, 832, 0), 0); /* another leaf's contents */
    assert_int_equal(clock_khz_by_cpuid(1, UINT32_MAX, UINT32_MAX, 0), 0);
    assert_int_equal(clock_khz_by_cpuid(0, 0, 0, 0xFFFF), 0);
}

/* With port 0x80, QEMU's TSC of 2300 MHz looked like 137 to 258, and one of 1 GHz on a
 * board whose writes take 0.3 us like 300. The assumed rate must never be below the real
 * one. */
static void test_a_guess_is_rather_too_high(void **state)
{
    (void)state;
    assert_true(clock_at_most(137000, true) >= 2300000);
    assert_true(clock_at_most(258000, true) >= 2300000);
    assert_true(clock_at_most(300000, false) >= 1000000);
    assert_int_equal(clock_at_most(2300000, true), CLOCK_MAX_KHZ);
    assert_int_equal(clock_at_most(UINT32_MAX, true), CLOCK_MAX_KHZ);
    assert_int_equal(clock_at_most(CLOCK_MIN_KHZ, false), 4 * CLOCK_MIN_KHZ);
}

/* ---- hypervisors ---- */

static struct hypervisor_leaves named(const char *name, uint32_t last)
{
    struct hypervisor_leaves leaves = { .leaf_0.eax = last };

    memcpy(&leaves.leaf_0.ebx, name, 4);
    memcpy(&leaves.leaf_0.ecx, name + 4, 4);
    memcpy(&leaves.leaf_0.edx, name + 8, 4);
    return leaves;
}

static void test_hypervisors_that_tell(void **state)
{
    struct hypervisor_leaves leaves[HYPERVISOR_BASES] = { named("VMwareVMware",
                                                                0x40000010) };
    struct hypervisor_clock clock;

    (void)state;
    leaves[0].leaf_10.eax = 2300000;
    clock = hypervisor_clock_from(leaves);
    assert_int_equal(clock.tsc_khz, 2300000);
    assert_false(clock.has_tsc_frequency || clock.has_reference);

    leaves[0] = named("XenVMMXenVMM", 0x40000005);
    leaves[0].leaf_3 = (struct cpuid_registers){ 1, 0, 2600000, 0 };
    assert_int_equal(hypervisor_clock_from(leaves).tsc_khz, 2600000);
    /* Only Xen has leaf 3. */
    leaves[0] = named("TCGTCGTCGTCG", 0x40000001);
    leaves[0].leaf_3.ecx = 2600000;
    assert_int_equal(hypervisor_clock_from(leaves).tsc_khz, 0);
}

/* Without both feature bits the read faults. */
static void test_hyperv_and_its_feature_bits(void **state)
{
    struct hypervisor_leaves leaves[HYPERVISOR_BASES] = { named("Microsoft Hv",
                                                                0x40000006) };
    struct hypervisor_clock clock;

    (void)state;
    leaves[0].leaf_3 = (struct cpuid_registers){ 1u << 1 | 1u << 11, 0, 0, 1u << 8 };
    clock = hypervisor_clock_from(leaves); /* the name alone promises nothing */
    assert_false(clock.has_tsc_frequency || clock.has_reference);
    leaves[0].leaf_1.eax = 0x31237648;
    clock = hypervisor_clock_from(leaves);
    assert_true(clock.has_tsc_frequency && clock.has_reference);
    leaves[0].leaf_3.edx = 0;
    assert_false(hypervisor_clock_from(leaves).has_tsc_frequency);
    leaves[0].leaf_3 = (struct cpuid_registers){ 1u << 1, 0, 0, 1u << 8 };
    clock = hypervisor_clock_from(leaves);
    assert_true(clock.has_reference && !clock.has_tsc_frequency);

    assert_int_equal(hypervisor_khz_of_hz(2304000000), 2304000);
    assert_int_equal(hypervisor_khz_of_hz(0), 0);
    assert_int_equal(hypervisor_khz_of_hz(999999), 0);
    assert_int_equal(hypervisor_khz_of_hz(UINT64_MAX), 0);
    /* Not truncated to 32 bits. */
    assert_int_equal(hypervisor_khz_of_hz((0x100000000ull + 2304000) * 1000), 0);
}

/* KVM that imitates Hyper-V has its own leaves at a higher base. */
static void test_two_hypervisors_in_one(void **state)
{
    struct hypervisor_leaves leaves[HYPERVISOR_BASES] = {
        named("Microsoft Hv", 0x40000006), named("KVMKVMKVM\0\0\0", 0x40000110)
    };

    (void)state;
    leaves[0].leaf_1.eax = 0x31237648;
    leaves[0].leaf_10.eax = 777777; /* absent, by Hyper-V's numbering */
    leaves[1].leaf_10.eax = 2100000;
    assert_int_equal(hypervisor_clock_from(leaves).tsc_khz, 2100000);
    leaves[1].leaf_10.eax = 12; /* no TSC is that slow */
    assert_int_equal(hypervisor_clock_from(leaves).tsc_khz, 0);
    leaves[1].leaf_10.eax = UINT32_MAX;
    assert_int_equal(hypervisor_clock_from(leaves).tsc_khz, 0);
}

/* On any host: no fault, and a plausible answer. */
static void test_asking_this_host(void **state)
{
    struct hypervisor_leaves leaves[HYPERVISOR_BASES];

    (void)state;
    hypervisor_leaves_collect(leaves);
    uint32_t khz = hypervisor_clock_from(leaves).tsc_khz;
    assert_true(khz == 0 || (khz >= CLOCK_MIN_KHZ && khz <= CLOCK_MAX_KHZ));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scale_is_exact_to_31_bits),
        cmocka_unit_test(test_scale_at_the_ends),
        cmocka_unit_test(test_a_healthy_window_is_good),
        cmocka_unit_test(test_no_timer_is_no_fast_timer),
        cmocka_unit_test(test_away_for_a_whole_window),
        cmocka_unit_test(test_rates_that_cannot_be),
        cmocka_unit_test(test_an_interrupted_window_is_second_choice),
        cmocka_unit_test(test_every_verdict_has_words),
        cmocka_unit_test(test_within),
        cmocka_unit_test(test_settling),
        cmocka_unit_test(test_cpuid),
        cmocka_unit_test(test_a_guess_is_rather_too_high),
        cmocka_unit_test(test_hypervisors_that_tell),
        cmocka_unit_test(test_hyperv_and_its_feature_bits),
        cmocka_unit_test(test_two_hypervisors_in_one),
        cmocka_unit_test(test_asking_this_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "arch/time/clock_calibrate.h"

#include "arch/cpu/instructions.h"
#include "arch/cpu/msr.h"
#include "arch/time/clock_math.h"
#include "arch/time/clock_window.h"
#include "arch/time/hpet.h"
#include "arch/time/hypervisor_clock.h"
#include "arch/time/pit.h"
#include "arch/time/pm_timer.h"

enum { PORT_DELAY = 0x80, PORT_DELAYS = 8000 };

static void say_rejected(struct line_sink *sink, const char *reference,
                         enum clock_run_verdict verdict, const struct clock_run *run,
                         uint32_t khz)
{
    line(sink,
         "clock: %s rejected: %s (%u kHz, %llu cycles in %u ticks, %llu in doubt, %u "
         "polls)",
         reference, clock_run_verdict_name(verdict), khz, (unsigned long long)run->cycles,
         run->ticks, (unsigned long long)run->doubt, run->polls);
}

/* The rates from the runs with one reference. */
struct tally {
    uint32_t good[CLOCK_MAX_RUNS], uncertain[CLOCK_MAX_RUNS];
    unsigned goods, uncertains;
};

static void tally_add(struct tally *tally, enum clock_run_verdict verdict, uint32_t khz)
{
    if (verdict == CLOCK_RUN_GOOD)
        tally->good[tally->goods++] = khz;
    else if (verdict == CLOCK_RUN_UNCERTAIN)
        tally->uncertain[tally->uncertains++] = khz;
}

/* One rate from all runs: from good ones, or else from uncertain ones. */
static struct clock_rate tally_settle(const struct tally *tally, const char *reference,
                                      struct line_sink *sink)
{
    bool uncertain = tally->goods == 0;
    const uint32_t *khz = uncertain ? tally->uncertain : tally->good;
    struct clock_rate rate = { .reference = reference };

    rate.runs = uncertain ? tally->uncertains : tally->goods;
    rate.agreed = clock_settle(khz, rate.runs, &rate.khz) && !uncertain;
    if (rate.runs != 0 && !rate.agreed)
        line(sink,
             "clock: %s: no two of %u %sruns within %u %%, taking the median, %u kHz",
             reference, rate.runs, uncertain ? "interrupted " : "", CLOCK_AGREE_PERCENT,
             rate.khz);
    return rate;
}

/* Whether two good runs agree, so that no further one is needed. */
static bool tally_agrees(const struct tally *tally)
{
    uint32_t khz;
    return clock_settle(tally->good, tally->goods, &khz);
}

/* Only a busy host is a reason to try again; other failures repeat. */
static bool worth_repeating(enum clock_run_verdict verdict)
{
    return verdict == CLOCK_RUN_GOOD || verdict == CLOCK_RUN_UNCERTAIN;
}

/* The two references measured the same windows, so their rates must agree. */
static struct clock_rate cross_check(const struct tally *pit, const struct tally *pm,
                                     struct line_sink *sink)
{
    struct clock_rate rate = tally_settle(pit, "pit", sink);
    uint32_t pm_khz;

    if (pm->goods == 0)
        return rate;
    clock_settle(pm->good, pm->goods, &pm_khz);
    if (!clock_within(rate.khz, pm_khz, CLOCK_CROSS_PERCENT)) {
        line(sink,
             "clock: PIT rejected: PIT says %u kHz, PM timer %u kHz: more than %u %% "
             "apart",
             rate.khz, pm_khz, CLOCK_CROSS_PERCENT);
        return (struct clock_rate){ .khz = 0 };
    }
    rate.reference = "pit and pm timer";
    return rate;
}

static struct clock_rate by_pit(uint16_t pm_port, struct line_sink *sink)
{
    struct tally pit_tally = { .goods = 0 }, pm_tally = { .goods = 0 };
    struct clock_run pit, pm;
    uint32_t khz, pm_khz;

    for (unsigned i = 0; i < CLOCK_MAX_RUNS; i++) {
        clock_pit_window(pm_port, &pit, &pm);
        enum clock_run_verdict verdict = clock_run_judge(&pit, PIT_HZ, &khz);
        if (!worth_repeating(verdict)) {
            say_rejected(sink, "PIT", verdict, &pit, khz);
            return (struct clock_rate){ .khz = 0 };
        }
        tally_add(&pit_tally, verdict, khz);
        verdict = clock_run_judge(&pm, PM_TIMER_HZ, &pm_khz);
        tally_add(&pm_tally, verdict, pm_khz);
        if (tally_agrees(&pit_tally))
            break;
        if (tally_agrees(&pm_tally)) /* a busy host disturbed only the PIT */
            return tally_settle(&pm_tally, "pm timer", sink);
    }
    return cross_check(&pit_tally, &pm_tally, sink);
}

static struct clock_rate by_counter(const struct clock_counter *counter,
                                    struct line_sink *sink)
{
    struct tally tally = { .goods = 0 };
    struct clock_run run;
    uint32_t khz;

    for (unsigned i = 0; i < CLOCK_MAX_RUNS && !tally_agrees(&tally); i++) {
        clock_counter_window(counter, &run);
        enum clock_run_verdict verdict = clock_run_judge(&run, counter->hz, &khz);
        if (!worth_repeating(verdict)) {
            say_rejected(sink, counter->name, verdict, &run, khz);
            return (struct clock_rate){ .khz = 0 };
        }
        tally_add(&tally, verdict, khz);
    }
    return tally_settle(&tally, counter->name, sink);
}

static struct clock_rate by_pm_timer(uint16_t port, struct line_sink *sink)
{
    struct clock_counter counter = clock_pm_timer(port);

    return by_counter(&counter, sink);
}

/* The registers need no mapping: paging is off. */
static struct clock_rate by_hpet(uint64_t address, struct line_sink *sink)
{
    uint32_t hz = hpet_start((volatile uint8_t *)(uintptr_t)address, sink);
    struct clock_counter counter = clock_hpet(address, hz);

    return hz != 0 ? by_counter(&counter, sink) : (struct clock_rate){ .khz = 0 };
}

/* For machines that do not show channel 2's output. */
static struct clock_rate by_channel_0(struct line_sink *sink)
{
    struct tally tally = { .goods = 0 };
    struct clock_run run;
    uint32_t khz;

    for (unsigned i = 0; i < CLOCK_MAX_RUNS && !tally_agrees(&tally); i++) {
        clock_channel_0_window(&run);
        enum clock_run_verdict verdict = clock_run_judge(&run, PIT_HZ, &khz);
        if (!worth_repeating(verdict)) {
            say_rejected(sink, "PIT channel 0", verdict, &run, khz);
            return (struct clock_rate){ .khz = 0 };
        }
        tally_add(&tally, verdict, khz);
    }
    return tally_settle(&tally, "pit channel 0", sink);
}

/* Measuring comes before a value from CPUID. */
static struct clock_rate by_hypervisor(struct line_sink *sink)
{
    struct hypervisor_leaves leaves[HYPERVISOR_BASES];
    struct clock_rate rate = { .reference = "the hypervisor's CPUID leaf",
                               .agreed = true };
    uint64_t hz;

    hypervisor_leaves_collect(leaves);
    struct hypervisor_clock told = hypervisor_clock_from(leaves);
    if (told.has_reference) {
        struct clock_counter counter = clock_hyperv();
        struct clock_rate measured = by_counter(&counter, sink);
        if (measured.khz != 0)
            return measured;
    }
    rate.khz = told.tsc_khz;
    if (rate.khz == 0 && told.has_tsc_frequency && rdmsr_safe(MSR_HYPERV_TSC_HZ, &hz)) {
        rate.khz = hypervisor_khz_of_hz(hz);
        rate.reference = "Hyper-V's frequency MSR";
    }
    if (rate.khz == 0)
        line(sink, "clock: the hypervisor does not report a rate (last leaf 0x%x)",
             leaves[0].leaf_0.eax);
    return rate;
}

static struct clock_rate by_cpuid(uint32_t max_leaf)
{
    struct cpuid_registers leaf_15 = { 0, 0, 0, 0 }, leaf_16 = { 0, 0, 0, 0 };

    if (max_leaf >= 0x15)
        leaf_15 = cpuid(0x15, 0);
    if (max_leaf >= 0x16)
        leaf_16 = cpuid(0x16, 0);
    return (struct clock_rate){
        .khz = clock_khz_by_cpuid(leaf_15.eax, leaf_15.ebx, leaf_15.ecx, leaf_16.eax),
        .reference = "cpuid",
        .agreed = true,
    };
}

/* Bounded to a possible TSC rate: a hypervisor may make the write arbitrarily fast or
 * slow. */
static struct clock_rate by_port_80(struct line_sink *sink)
{
    struct clock_run run = { .armed = true, .ended = true, .polls = PORT_DELAYS };
    struct clock_rate rate = { .reference = "port 0x80", .runs = 1, .estimated = true };
    uint64_t start = rdtsc();

    for (int i = 0; i < PORT_DELAYS; i++)
        outb(PORT_DELAY, 0);
    run.cycles = rdtsc() - start;
    run.ticks = PORT_DELAYS;
    enum clock_run_verdict verdict = clock_run_judge(&run, 1000000, &rate.khz);
    if (verdict == CLOCK_RUN_TOO_SLOW || verdict == CLOCK_RUN_TOO_FAST) {
        say_rejected(sink, "port 0x80", verdict, &run, rate.khz);
        rate.khz = verdict == CLOCK_RUN_TOO_SLOW ? CLOCK_MIN_KHZ : CLOCK_MAX_KHZ;
    }
    return rate;
}

struct clock_rate clock_calibrate(const struct clock_setup *setup, struct line_sink *sink)
{
    uint16_t pm_port = setup->pm_timer_port;

    if (!clock_pm_timer_usable(pm_port, sink))
        pm_port = 0;
    struct clock_rate rate = by_pit(pm_port, sink);
    if (rate.khz == 0 && pm_port != 0)
        rate = by_pm_timer(pm_port, sink);
    if (rate.khz == 0 && setup->hpet_address != 0)
        rate = by_hpet(setup->hpet_address, sink);
    if (rate.khz == 0)
        rate = by_channel_0(sink);
    if (rate.khz == 0 && setup->hypervisor)
        rate = by_hypervisor(sink);
    if (rate.khz == 0)
        rate = by_cpuid(setup->max_cpuid_leaf);
    if (rate.khz == 0) {
        line(sink,
             "clock: CPUID leaves 0x15 and 0x16 do not report a rate (last leaf 0x%x)",
             setup->max_cpuid_leaf);
        rate = by_port_80(sink);
    }
    return rate;
}

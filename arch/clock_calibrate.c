#include "arch/clock_calibrate.h"

#include <stddef.h>

#include "arch/clock_math.h"
#include "arch/instructions.h"
#include "arch/pit.h"
#include "arch/pm_timer.h"

enum {
    WINDOWS_PER_SECOND = 125, /* 8 ms each */
    PIT_TICKS = PIT_HZ / WINDOWS_PER_SECOND,
    PM_TICKS = PM_TIMER_HZ / WINDOWS_PER_SECOND,
    /* 8 ms of polls at 20 ns: no machine is faster, and half a second on a slow one. */
    POLL_LIMIT = 400 * 1000,
    PORT_DELAY = 0x80,
    PORT_DELAYS = 8000,
};

/* A moment that fell between two readings of the TSC. The CPU may have been away in between
 * (SMM, a hypervisor, a busy host): the distance is the doubt. */
struct moment {
    uint64_t from, to;
};

static void run_between(struct clock_run *run, struct moment start, struct moment end)
{
    run->doubt = (start.to - start.from) + (end.to - end.from);
    run->cycles = ((end.from - start.from) + (end.to - start.to)) >> 1;
}

static struct moment pm_timer_moment(uint16_t port, uint32_t *count)
{
    struct moment at;

    at.from = rdtsc();
    *count = pm_timer_read(port);
    at.to = rdtsc();
    return at;
}

/* Polls until the PIT's output is high. The end lies between the last reading that found it low
 * and the one that found it high, and each reading between two of the TSC. */
static struct moment wait_for_pit(struct clock_run *run)
{
    uint64_t before_last = rdtsc();
    uint64_t last = before_last;

    while (run->polls < POLL_LIMIT) {
        run->polls++;
        run->ended = pit_expired();
        uint64_t now = rdtsc();
        if (run->ended)
            return (struct moment){before_last, now};
        before_last = last;
        last = now;
    }
    return (struct moment){before_last, last};
}

/* One window of the PIT; the PM timer, where it has a port, is read at both ends. */
static void pit_window(uint16_t pm_port, struct clock_run *pit, struct clock_run *pm)
{
    struct moment start, end, pm_start = {0, 0}, pm_end;
    uint32_t pm_from = 0, pm_to;

    *pit = (struct clock_run){.ticks = PIT_TICKS + 1};
    *pm = (struct clock_run){.armed = false};
    pit_prepare(PIT_TICKS);
    start.from = rdtsc();
    pit_start(PIT_TICKS);
    start.to = rdtsc();
    pit->armed = !pit_expired();
    if (!pit->armed)
        return;
    if (pm_port != 0)
        pm_start = pm_timer_moment(pm_port, &pm_from);
    end = wait_for_pit(pit);
    run_between(pit, start, end);
    if (pm_port == 0)
        return;
    pm_end = pm_timer_moment(pm_port, &pm_to);
    *pm = (struct clock_run){
        .armed = true,
        .ended = pit->ended,
        .polls = pit->polls,
        .ticks = pm_timer_elapsed(pm_from, pm_to),
    };
    run_between(pm, pm_start, pm_end);
}

static void pm_window(uint16_t port, struct clock_run *run)
{
    uint32_t from, to = 0;
    struct moment start, end = {0, 0};

    *run = (struct clock_run){.armed = true};
    start = pm_timer_moment(port, &from);
    while (!run->ended && run->polls < POLL_LIMIT) {
        run->polls++;
        end = pm_timer_moment(port, &to);
        run->ended = pm_timer_elapsed(from, to) >= PM_TICKS;
    }
    run->ticks = pm_timer_elapsed(from, to);
    run_between(run, start, end);
}

static void say_rejected(struct line_sink *sink, const char *reference,
                         enum clock_run_verdict verdict, const struct clock_run *run,
                         uint32_t khz)
{
    line(sink,
         "clock: %s rejected: %s (%u kHz, %llu cycles in %u ticks, %llu in doubt, %u polls)",
         reference, clock_run_verdict_name(verdict), khz, (unsigned long long)run->cycles,
         run->ticks, (unsigned long long)run->doubt, run->polls);
}

/* The rates that the runs with one reference gave. */
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

/* One rate from all runs; good ones first, uncertain ones where there is nothing better. */
static struct clock_rate tally_settle(const struct tally *tally, const char *reference,
                                      struct line_sink *sink)
{
    bool uncertain = tally->goods == 0;
    const uint32_t *khz = uncertain ? tally->uncertain : tally->good;
    struct clock_rate rate = {.reference = reference};

    rate.runs = uncertain ? tally->uncertains : tally->goods;
    rate.agreed = clock_settle(khz, rate.runs, &rate.khz) && !uncertain;
    if (rate.runs != 0 && !rate.agreed)
        line(sink, "clock: %s: no two of %u %sruns within %u %%, taking the median, %u kHz",
             reference, rate.runs, uncertain ? "interrupted " : "", CLOCK_AGREE_PERCENT,
             rate.khz);
    return rate;
}

/* Whether two good runs agree already, and no further one is needed. */
static bool tally_agrees(const struct tally *tally)
{
    uint32_t khz;
    return clock_settle(tally->good, tally->goods, &khz);
}

/* A run that went wrong for another reason than a busy host will go wrong again. */
static bool worth_repeating(enum clock_run_verdict verdict)
{
    return verdict == CLOCK_RUN_GOOD || verdict == CLOCK_RUN_UNCERTAIN;
}

/* The two references measured the same windows: they have to tell the same. */
static struct clock_rate cross_check(const struct tally *pit, const struct tally *pm,
                                     struct line_sink *sink)
{
    struct clock_rate rate = tally_settle(pit, "pit", sink);
    uint32_t pm_khz;

    if (pm->goods == 0)
        return rate;
    clock_settle(pm->good, pm->goods, &pm_khz);
    if (!clock_within(rate.khz, pm_khz, CLOCK_CROSS_PERCENT)) {
        line(sink, "clock: PIT rejected: by it %u kHz, by the PM timer %u kHz: over %u %% apart",
             rate.khz, pm_khz, CLOCK_CROSS_PERCENT);
        return (struct clock_rate){.khz = 0};
    }
    rate.reference = "pit and pm timer";
    return rate;
}

static struct clock_rate by_pit(uint16_t pm_port, struct line_sink *sink)
{
    struct tally pit_tally = {.goods = 0}, pm_tally = {.goods = 0};
    struct clock_run pit, pm;
    uint32_t khz, pm_khz;

    for (unsigned i = 0; i < CLOCK_MAX_RUNS; i++) {
        pit_window(pm_port, &pit, &pm);
        enum clock_run_verdict verdict = clock_run_judge(&pit, PIT_HZ, &khz);
        if (!worth_repeating(verdict)) {
            say_rejected(sink, "PIT", verdict, &pit, khz);
            return (struct clock_rate){.khz = 0};
        }
        tally_add(&pit_tally, verdict, khz);
        tally_add(&pm_tally, clock_run_judge(&pm, PM_TIMER_HZ, &pm_khz), pm_khz);
        if (tally_agrees(&pit_tally))
            break;
        if (tally_agrees(&pm_tally)) /* a busy host got in the way of the PIT only */
            return tally_settle(&pm_tally, "pm timer", sink);
    }
    return cross_check(&pit_tally, &pm_tally, sink);
}

static struct clock_rate by_pm_timer(uint16_t port, struct line_sink *sink)
{
    struct tally tally = {.goods = 0};
    struct clock_run run;
    uint32_t khz;

    for (unsigned i = 0; i < CLOCK_MAX_RUNS && !tally_agrees(&tally); i++) {
        pm_window(port, &run);
        enum clock_run_verdict verdict = clock_run_judge(&run, PM_TIMER_HZ, &khz);
        if (!worth_repeating(verdict)) {
            say_rejected(sink, "PM timer", verdict, &run, khz);
            return (struct clock_rate){.khz = 0};
        }
        tally_add(&tally, verdict, khz);
    }
    return tally_settle(&tally, "pm timer", sink);
}

static struct clock_rate by_cpuid(uint32_t max_leaf)
{
    struct cpuid_registers leaf_15 = {0, 0, 0, 0}, leaf_16 = {0, 0, 0, 0};

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

/* Bounded to what a TSC can be: a hypervisor may make the write arbitrarily fast or slow. */
static struct clock_rate by_port_80(struct line_sink *sink)
{
    struct clock_run run = {.armed = true, .ended = true, .polls = PORT_DELAYS};
    struct clock_rate rate = {.reference = "port 0x80", .runs = 1, .estimated = true};
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
    if (rate.khz == 0)
        rate = by_cpuid(setup->max_cpuid_leaf);
    if (rate.khz == 0) {
        line(sink, "clock: CPUID leaves 0x15 and 0x16 do not tell the TSC's rate (last leaf "
                   "0x%x)",
             setup->max_cpuid_leaf);
        rate = by_port_80(sink);
    }
    return rate;
}

bool clock_pm_timer_usable(uint16_t port, struct line_sink *sink)
{
    if (port == 0)
        return false;
    if (pm_timer_moves(port))
        return true;
    line(sink, "clock: PM timer rejected: port 0x%x does not count (reads 0x%06x)", port,
         pm_timer_read(port));
    return false;
}

/* Without a TSC to measure it, the most that can be asked: it starts, takes a while, ends. */
bool clock_pit_usable(struct line_sink *sink)
{
    uint32_t polls = 0;

    pit_prepare(PIT_TICKS);
    pit_start(PIT_TICKS);
    bool armed = !pit_expired();
    bool ended = !armed;

    while (!ended && polls < POLL_LIMIT) {
        polls++;
        ended = pit_expired();
    }
    if (armed && ended && polls >= CLOCK_MIN_POLLS)
        return true;
    line(sink, "clock: PIT rejected: %s (%u polls)",
         !armed ? clock_run_verdict_name(CLOCK_RUN_NOT_ARMED)
         : ended ? clock_run_verdict_name(CLOCK_RUN_FEW_POLLS)
                 : clock_run_verdict_name(CLOCK_RUN_NOT_ENDED),
         polls);
    return false;
}

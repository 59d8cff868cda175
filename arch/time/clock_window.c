#include "arch/time/clock_window.h"

#include "arch/cpu/instructions.h"
#include "arch/cpu/msr.h"
#include "arch/time/hpet.h"
#include "arch/time/hypervisor_clock.h"
#include "arch/time/pit.h"
#include "arch/time/pm_timer.h"

enum {
    COUNT_TRIES = 3, /* each may be interrupted for more than 54.9 ms on a busy host */
    WINDOWS_PER_SECOND = 125, /* 8 ms each */
    PIT_TICKS = PIT_HZ / WINDOWS_PER_SECOND,
    /* 8 ms of polls at 20 ns: no machine is faster, and half a second on a slow one. */
    POLL_LIMIT = 400 * 1000,
    COUNT_POLL_LIMIT = POLL_LIMIT / 4, /* of four ports each */
    LOAD_POLL_LIMIT = 1000,            /* a count is loaded within a tick: 840 ns */
};

/* A moment between two readings of the TSC. The CPU may have been away in between (SMM, a
 * hypervisor, a busy host), so the distance is the doubt. */
struct moment {
    uint64_t from, to;
};

static void run_between(struct clock_run *run, struct moment start, struct moment end)
{
    run->doubt = (start.to - start.from) + (end.to - end.from);
    run->cycles = ((end.from - start.from) + (end.to - start.to)) >> 1;
}

static struct moment counter_moment(const struct clock_counter *counter, uint32_t *count)
{
    struct moment at;

    at.from = rdtsc();
    *count = counter->read(counter->place);
    at.to = rdtsc();
    return at;
}

static uint32_t counted(const struct clock_counter *counter, uint32_t from, uint32_t to)
{
    return (to - from) & counter->mask;
}

static uint32_t read_pm_timer(uintptr_t port)
{
    return pm_timer_read((uint16_t)port);
}

struct clock_counter clock_pm_timer(uint16_t port)
{
    return (struct clock_counter){ "pm timer", PM_TIMER_HZ, PM_TIMER_MASK, port,
                                   read_pm_timer };
}

static uint32_t read_hpet(uintptr_t address)
{
    return hpet_read((const volatile uint8_t *)address);
}

struct clock_counter clock_hpet(uint64_t address, uint32_t hz)
{
    return (struct clock_counter){ "hpet", hz, UINT32_MAX, (uintptr_t)address,
                                   read_hpet };
}

/* Polls until the PIT's output is high. The end lies between the last reading that was
 * low and the first that was high, and each reading between two of the TSC. */
static struct moment wait_for_pit(struct clock_run *run)
{
    uint64_t before_last = rdtsc();
    uint64_t last = before_last;

    while (run->polls < POLL_LIMIT) {
        run->polls++;
        run->ended = pit_expired();
        uint64_t now = rdtsc();
        if (run->ended)
            return (struct moment){ before_last, now };
        before_last = last;
        last = now;
    }
    return (struct moment){ before_last, last };
}

void clock_pit_window(uint16_t pm_port, struct clock_run *pit, struct clock_run *pm)
{
    struct clock_counter pm_timer = clock_pm_timer(pm_port);
    struct moment start, end, pm_start = { 0, 0 }, pm_end;
    uint32_t pm_from = 0, pm_to;

    *pit = (struct clock_run){ .ticks = PIT_TICKS + 1 };
    *pm = (struct clock_run){ .armed = false };
    pit_prepare(PIT_TICKS);
    start.from = rdtsc();
    pit_start(PIT_TICKS);
    start.to = rdtsc();
    pit->armed = !pit_expired();
    if (!pit->armed)
        return;
    if (pm_port != 0)
        pm_start = counter_moment(&pm_timer, &pm_from);
    end = wait_for_pit(pit);
    run_between(pit, start, end);
    if (pm_port == 0)
        return;
    pm_end = counter_moment(&pm_timer, &pm_to);
    *pm = (struct clock_run){
        .armed = true,
        .ended = pit->ended,
        .counted = true,
        .polls = pit->polls,
        .ticks = counted(&pm_timer, pm_from, pm_to),
    };
    run_between(pm, pm_start, pm_end);
}

static struct moment counted_moment(int *ticks)
{
    struct moment at;

    at.from = rdtsc();
    *ticks = pit_counted();
    at.to = rdtsc();
    return at;
}

/* One count of channel 0, from its first tick on. Returns its last value. */
static int count_once(struct clock_run *run)
{
    int from = 0, to = 0;
    struct moment start = { 0, 0 }, end = { 0, 0 };

    *run = (struct clock_run){ .armed = false };
    pit_start_count();
    for (unsigned polls = 0; from == 0 && polls < LOAD_POLL_LIMIT; polls++)
        start = counted_moment(&from);
    run->armed = from > 0;
    while (run->armed && to >= 0 && !run->ended && run->polls < COUNT_POLL_LIMIT) {
        run->polls++;
        end = counted_moment(&to);
        run->ended = to - from >= PIT_TICKS;
    }
    if (run->ended) {
        run->counted = true;
        run->ticks = (uint32_t)(to - from);
        run_between(run, start, end);
    }
    return run->armed ? to : from;
}

void clock_channel_0_window(struct clock_run *run)
{
    for (unsigned i = 0; i < COUNT_TRIES; i++)
        if (count_once(run) != PIT_OVER)
            return;
}

void clock_counter_window(const struct clock_counter *counter, struct clock_run *run)
{
    uint32_t from, to = 0;
    struct moment start, end = { 0, 0 };

    *run = (struct clock_run){ .armed = true, .counted = true };
    start = counter_moment(counter, &from);
    while (!run->ended && run->polls < POLL_LIMIT) {
        run->polls++;
        end = counter_moment(counter, &to);
        run->ended = counted(counter, from, to) >= counter->hz / WINDOWS_PER_SECOND;
    }
    run->ticks = counted(counter, from, to);
    run_between(run, start, end);
}

static uint32_t read_hyperv(uintptr_t index)
{
    uint64_t count = 0;

    rdmsr_safe((uint32_t)index, &count);
    return (uint32_t)count;
}

struct clock_counter clock_hyperv(void)
{
    return (struct clock_counter){ "hyper-v reference counter", HYPERV_REFERENCE_HZ,
                                   UINT32_MAX, MSR_HYPERV_REFERENCE, read_hyperv };
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

/* Without a TSC for comparison, this only checks that it starts, takes a while and
 * ends. */
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
         !armed  ? clock_run_verdict_name(CLOCK_RUN_NOT_ARMED)
         : ended ? clock_run_verdict_name(CLOCK_RUN_FEW_POLLS)
                 : clock_run_verdict_name(CLOCK_RUN_NOT_ENDED),
         polls);
    return false;
}

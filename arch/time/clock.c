#include "arch/time/clock.h"

#include <stddef.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/time/clock_calibrate.h"
#include "arch/time/clock_math.h"
#include "arch/time/clock_window.h"
#include "arch/time/pit.h"
#include "arch/time/pm_timer.h"

enum {
    PORT_DELAY = 0x80, /* the POST code display: harmless, and slow as the ISA bus */
    DEADLINE_SLACK = 1000,
};
#define DEADLINE_LONGEST_US (1ull << 42) /* 50 days: every product fits 64 bits */
#define SCALE_ONE ((struct clock_scale){ 1u << 31, 31 })

enum source { SOURCE_PORT_80, SOURCE_PIT, SOURCE_PM_TIMER, SOURCE_TSC };

/* polls_per_us: more than any CPU can do, so that the poll counter never ends a wait
 * early (RDTSC takes 20 cycles or more, a port 300 ns on a board and 50 ns in an
 * emulator). */
static const struct {
    const char *name;
    uint32_t hz;
    uint32_t polls_per_us;
    uint32_t turn_ms; /* maximum time between calls, or time is lost; 0: none */
} sources[] = {
    [SOURCE_PORT_80] = { "port 0x80", 1000000, 32, 0 },
    [SOURCE_PIT] = { "pit", PIT_HZ, 32, 54 },
    [SOURCE_PM_TIMER] = { "pm timer", PM_TIMER_HZ, 32, 4680 },
    [SOURCE_TSC] = { "tsc", 0, 512, 0 },
};

static struct {
    enum source source;
    struct clock_rate rate; /* of the TSC */
    uint64_t base;          /* the TSC at clock_start() */
    struct clock_scale to_us, from_us;
    uint32_t guess_khz; /* the source of the rate, if it is a guess */
    uint16_t pm_timer_port;
} the_clock = {
    .to_us = SCALE_ONE, .from_us = { 1u << 31, 29 }, /* 4 writes to port 0x80 */
};

/*
 * The count of a polled source. The caller that takes `busy` reads the hardware; all
 * others, an interrupt or NMI of the same CPU included, take the last published total and
 * never wait. A 64-bit total takes more than one store, so the slot that `published` does
 * not select is written first.
 */
static struct {
    uint32_t busy;
    uint32_t published; /* bit 0 selects the slot */
    uint64_t slot[2];
    uint32_t last; /* the last value of the hardware */
} polled;

static uint32_t advance(void)
{
    uint32_t last = polled.last;

    switch (the_clock.source) {
    case SOURCE_PM_TIMER:
        polled.last = pm_timer_read(the_clock.pm_timer_port);
        return pm_timer_elapsed(last, polled.last);
    case SOURCE_PIT:
        polled.last = pit_count();
        return (last - polled.last) & 0xFFFF;
    default:
        outb(PORT_DELAY, 0);
        return 1;
    }
}

static uint64_t published_total(void)
{
    uint32_t sequence;
    uint64_t total;

    do {
        sequence = READ_ONCE(polled.published);
        smp_rmb();
        total = polled.slot[sequence & 1];
        smp_rmb();
    } while (sequence != READ_ONCE(polled.published));
    return total;
}

static uint64_t polled_ticks(void)
{
    if (__atomic_exchange_n(&polled.busy, 1, __ATOMIC_ACQUIRE) == 0) {
        uint32_t sequence = polled.published;
        polled.slot[(sequence + 1) & 1] = polled.slot[sequence & 1] + advance();
        smp_wmb();
        WRITE_ONCE(polled.published, sequence + 1);
        __atomic_store_n(&polled.busy, 0, __ATOMIC_RELEASE);
    }
    return published_total();
}

static uint64_t source_ticks(void)
{
    return the_clock.source == SOURCE_TSC ? rdtsc() : polled_ticks();
}

static bool tsc_moves(void)
{
    uint64_t before = rdtsc();
    for (int i = 0; i < 100; i++)
        outb(PORT_DELAY, 0);
    return rdtsc() != before;
}

static bool use_tsc(const struct clock_setup *setup, struct line_sink *sink)
{
    if (!setup->has_tsc)
        return false;
    if (!tsc_moves()) {
        line(sink,
             "clock: TSC rejected: it stood still at %llu over 100 writes to port 0x80",
             (unsigned long long)rdtsc());
        return false;
    }
    struct clock_rate rate = clock_calibrate(setup, sink);
    if (rate.khz == 0)
        return false;

    the_clock.guess_khz = rate.khz;
    if (rate.estimated)
        rate.khz = clock_at_most(rate.khz, setup->hypervisor);
    the_clock.rate = rate;
    the_clock.to_us = clock_scale_for(1000, rate.khz);
    the_clock.from_us = clock_scale_for(rate.khz, 1000);
    the_clock.base = rdtsc();
    the_clock.source = SOURCE_TSC;
    return true;
}

static enum source pick_polled(const struct clock_setup *setup, struct line_sink *sink)
{
    if (clock_pm_timer_usable(setup->pm_timer_port, sink))
        return SOURCE_PM_TIMER;
    if (clock_pit_usable(sink))
        return SOURCE_PIT;
    return SOURCE_PORT_80;
}

static void use_polled(const struct clock_setup *setup, struct line_sink *sink)
{
    enum source source = pick_polled(setup, sink);
    uint32_t hz = sources[source].hz;

    the_clock.source = source;
    if (source == SOURCE_PORT_80)
        hz = clock_at_most(hz / 1000, setup->hypervisor) * 1000;
    the_clock.to_us = clock_scale_for(1000000, hz);
    the_clock.from_us = clock_scale_for(hz, 1000000);
    if (source == SOURCE_PIT)
        pit_run_freely();
    advance(); /* sets polled.last */
    polled.slot[polled.published & 1] = 0;
}

void clock_start(const struct clock_setup *setup, struct line_sink *sink)
{
    the_clock.pm_timer_port = setup->pm_timer_port;
    if (!use_tsc(setup, sink))
        use_polled(setup, sink);
}

void clock_describe(struct line_sink *sink)
{
    const struct clock_rate *rate = &the_clock.rate;
    uint32_t turn_ms = sources[the_clock.source].turn_ms;

    if (rate->estimated)
        line(sink,
             "clock: tsc taken for %u.%03u MHz, a guess by port 0x80 (%u.%03u MHz), "
             "rather too "
             "high: times are too short, limits too long; results are marked clock=%s",
             rate->khz / 1000, rate->khz % 1000, the_clock.guess_khz / 1000,
             the_clock.guess_khz % 1000, clock_mark());
    else if (the_clock.source == SOURCE_TSC)
        line(sink, "clock: tsc %u.%03u MHz by %s%s", rate->khz / 1000, rate->khz % 1000,
             rate->reference,
             rate->agreed ? ""
                          : ", whose runs do not agree: results are marked clock=median");
    else if (turn_ms != 0)
        line(sink,
             "clock: no usable tsc; %s polled, loses time if not read for %u ms; results "
             "are marked clock=%s",
             sources[the_clock.source].name, turn_ms, clock_mark());
    else
        line(sink,
             "clock: no usable timer; writes to port 0x80 are counted, as rather too "
             "short: times "
             "are too short, limits too long; results are marked clock=%s",
             clock_mark());
}

const char *clock_mark(void)
{
    if (the_clock.rate.estimated || the_clock.source == SOURCE_PORT_80)
        return "guess";
    if (the_clock.source != SOURCE_TSC)
        return "polled";
    return the_clock.rate.agreed ? NULL : "median";
}

uint64_t clock_us(void)
{
    uint64_t ticks = source_ticks() - the_clock.base;

    if ((int64_t)ticks < 0)
        return 0;
    return clock_scale_apply(the_clock.to_us, ticks);
}

bool clock_has_tsc(void)
{
    return the_clock.source == SOURCE_TSC;
}

uint32_t clock_tsc_khz(void)
{
    return the_clock.rate.khz;
}

void clock_delay_us(uint32_t us)
{
    struct deadline deadline = deadline_in_us(us);
    while (!deadline_passed(&deadline))
        cpu_relax();
}

struct deadline deadline_in_us(uint64_t us)
{
    if (us > DEADLINE_LONGEST_US)
        us = DEADLINE_LONGEST_US;
    return (struct deadline){
        .start = source_ticks(),
        .span = clock_scale_apply(the_clock.from_us, us),
        .polls_left = us * sources[the_clock.source].polls_per_us + DEADLINE_SLACK,
    };
}

bool deadline_passed(struct deadline *deadline)
{
    this_cpu()->heartbeats++;
    if (deadline->polls_left == 0)
        return true;
    deadline->polls_left--;
    uint64_t elapsed = source_ticks() - deadline->start;
    /* Another CPU's TSC may be behind ours: that counts as 0, not as 500 years. */
    if ((int64_t)elapsed >= 0 && elapsed >= deadline->span)
        deadline->polls_left = 0;
    return deadline->polls_left == 0;
}

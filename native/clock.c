/*
 * Time (arch/time/clock.h): the TSC if it is invariant, measured against the operating
 * system's clock; otherwise that clock itself, at the cost of a system call per read.
 */
#include "arch/time/clock.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/time/clock_math.h"
#include "lib/divide.h"
#include "native/linux.h"

enum { CALIBRATION_NS = 30 * 1000 * 1000, NS_CLOCK_KHZ = 1000 * 1000 };

static struct {
    bool tsc;
    uint32_t khz; /* of the source: the TSC, or nanoseconds */
    uint64_t base;
    struct clock_scale to_us, from_us;
} the_clock;

static uint64_t source_ticks(void)
{
    return the_clock.tsc ? rdtsc() : linux_clock_ns();
}

static uint32_t measured_khz(void)
{
    uint64_t begin_ns = linux_clock_ns(), begin = rdtsc(), ns;
    do
        ns = linux_clock_ns() - begin_ns;
    while (ns < CALIBRATION_NS);
    return (uint32_t)scale(rdtsc() - begin, 1000000, ns);
}

void clock_start(const struct clock_setup *setup, struct line_sink *sink)
{
    (void)sink;
    the_clock.khz = setup->has_tsc ? measured_khz() : NS_CLOCK_KHZ;
    the_clock.tsc = setup->has_tsc;
    the_clock.to_us = clock_scale_for(1000, the_clock.khz);
    the_clock.from_us = clock_scale_for(the_clock.khz, 1000);
    the_clock.base = source_ticks();
}

void clock_describe(struct line_sink *sink)
{
    if (the_clock.tsc)
        line(sink, "clock: tsc, invariant, %u kHz by the operating system's clock",
             the_clock.khz);
    else
        line(sink, "clock: the operating system's; the TSC is not invariant");
}

const char *clock_mark(void)
{
    return NULL;
}

uint64_t clock_us(void)
{
    uint64_t now = source_ticks();
    if (now < the_clock.base)
        return 0;
    return clock_scale_apply(the_clock.to_us, now - the_clock.base);
}

bool clock_has_tsc(void)
{
    return the_clock.tsc;
}

uint32_t clock_tsc_khz(void)
{
    return the_clock.tsc ? the_clock.khz : 0;
}

void clock_delay_us(uint32_t us)
{
    struct deadline limit = deadline_in_us(us);
    while (!deadline_passed(&limit))
        cpu_relax();
}

struct deadline deadline_in_us(uint64_t us)
{
    return (struct deadline){ .start = source_ticks(),
                              .span = clock_scale_apply(the_clock.from_us, us) };
}

bool deadline_passed(struct deadline *deadline)
{
    this_cpu()->heartbeats++;
    return source_ticks() - deadline->start > deadline->span;
}

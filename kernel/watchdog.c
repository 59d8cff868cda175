#include "kernel/watchdog.h"

#include <stdbool.h>

#include "arch/apic.h"
#include "arch/clock.h"
#include "arch/cpu.h"
#include "arch/loss.h"
#include "arch/traps.h"
#include "kernel/log.h"

enum { NOBODY = 0 };

static struct {
    uint32_t ticks_per_ms; /* of a timer; 0: none, or not started */
    uint32_t stopped;
    uint32_t watcher;      /* index of the CPU on watch */
    /* The watcher's: */
    uint32_t beats;        /* as last seen ... */
    uint64_t since_us;     /* ... and when it was new */
    uint32_t looks;        /* since then */
} watch;

/* Both must be over: the time, and as many looks as fit in it. Where a whole virtual
 * machine was asleep, only the time is. */
static bool patience_is_over(void)
{
    return watch.looks >= WATCHDOG_LIMIT_US / 1000 / WATCHDOG_PERIOD_MS &&
           clock_us() - watch.since_us >= WATCHDOG_LIMIT_US;
}

static void look(void)
{
    uint32_t beats = READ_ONCE(cpu_by_index(0)->beats);

    watch.looks++;
    if (beats == watch.beats) {
        if (patience_is_over())
            cpu_give_up(0, "watchdog: nothing moves");
        return;
    }
    watch.beats = beats;
    watch.since_us = clock_us();
    watch.looks = 0;
}

static void tick(struct trap_frame *frame)
{
    (void)frame;
    apic_eoi();
    if (READ_ONCE(watch.stopped) || READ_ONCE(watch.watcher) != cpu_index())
        apic_timer_stop();
    else
        look();
}

void watchdog_start(void)
{
    trap_set_handler(VECTOR_TIMER, tick);
    watch.ticks_per_ms = apic_timer_calibrate();
    if (cpumask_count(&cpu_online_mask) < 2)
        log_line("# watchdog: none, that takes a second CPU");
    else if (watch.ticks_per_ms == 0)
        log_line("# watchdog: none, the local APIC's timer does not count");
}

static bool needs_a_watcher(uint32_t watcher)
{
    return watcher == NOBODY || !cpumask_test(&cpu_online_mask, watcher);
}

void watchdog_take_watch(void)
{
    uint32_t watcher = READ_ONCE(watch.watcher);

    if (!watch.ticks_per_ms || !needs_a_watcher(watcher))
        return;
    if (!__atomic_compare_exchange_n(&watch.watcher, &watcher, cpu_index(), false,
                                     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        return;
    watch.since_us = clock_us();
    watch.looks = 0;
    apic_timer_start(VECTOR_TIMER, watch.ticks_per_ms * WATCHDOG_PERIOD_MS);
}

void watchdog_stop(void)
{
    WRITE_ONCE(watch.stopped, 1);
}

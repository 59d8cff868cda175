#include "kernel/smp/watchdog.h"

#include <stdbool.h>
#include <stddef.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi_timer.h"
#include "arch/smp/cpu_failure.h"
#include "arch/time/clock.h"
#include "arch/time/timeout_scale.h"
#include "kernel/log/log.h"
#include "kernel/smp/io_apics.h"

enum { NOBODY = 0 };

static const char hangs[] = "watchdog: nothing moves";

static struct {
    uint32_t ticks_per_ms; /* of a timer; 0: no timer, or not started */
    uint32_t stopped;
    uint32_t watcher; /* index of the CPU on watch */
    /* Of the watching CPU: */
    uint32_t heartbeats; /* as last seen ... */
    uint64_t since_us;   /* ... and when it was new */
    uint32_t looks;      /* since then */
} watch;

static bool nobody_watches(uint32_t watcher)
{
    return watcher == NOBODY || !cpumask_test(&cpu_online_mask, watcher);
}

/* ---- the boot processor alone ---- */

static struct {
    bool can;
    uint32_t heartbeats; /* as the last NMI saw them */
    uint32_t shots;      /* NMIs since they last changed */
} alone;

/*
 * Counts NMIs instead of reading a clock: each NMI starts the next, so no NMI arrives
 * while a whole virtual machine is suspended.
 */
static bool look_at_oneself(struct trap_frame *frame)
{
    uint32_t heartbeats = this_cpu()->heartbeats;

    if (READ_ONCE(watch.stopped) || !nobody_watches(READ_ONCE(watch.watcher)))
        return false;
    if (heartbeats != alone.heartbeats) {
        alone.heartbeats = heartbeats;
        alone.shots = 0;
    } else if (++alone.shots >=
               scaled_timeout_us(WATCHDOG_LIMIT_US) / NMI_TIMER_SHOT_US) {
        cpu_give_up_self(frame, hangs);
    }
    return true;
}

void watchdog_start_alone(const struct processors *processors)
{
    volatile void *io_apic = io_apics_shut(processors);
    const struct nmi_timer_wiring wiring = {
        /* The I/O APIC sends to an APIC id, which another CPU may share; LINT0 reaches
         * this CPU alone. */
        .io_apic = processors->boot_twin ? NULL : io_apic,
        .input = processors->timer_input,
    };

    alone.can = nmi_timer_start(&wiring, look_at_oneself, log_comment_sink());
}

void watchdog_alone_again(void)
{
    alone.shots = 0;
    nmi_timer_go_on();
}

/* ---- another CPU ---- */

/* Both must be over: the time, and as many looks as fit in it. A virtual machine that was
 * suspended as a whole finds the time over, but it has not looked. */
static bool timeout_is_over(void)
{
    uint32_t limit_us = scaled_timeout_us(WATCHDOG_LIMIT_US);

    return watch.looks >= limit_us / 1000 / WATCHDOG_PERIOD_MS &&
           clock_us() - watch.since_us >= limit_us;
}

static void look(void)
{
    uint32_t heartbeats = READ_ONCE(cpu_by_index(0)->heartbeats);

    watch.looks++;
    if (heartbeats == watch.heartbeats) {
        if (timeout_is_over())
            cpu_give_up(0, hangs);
        return;
    }
    watch.heartbeats = heartbeats;
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
    bool others = cpumask_count(&cpu_online_mask) > 1;

    trap_set_handler(VECTOR_TIMER, tick);
    watch.ticks_per_ms = apic_timer_calibrate();
    if (others && watch.ticks_per_ms)
        return;
    log_line("# watchdog: %s: %s", alone.can ? "the boot processor's own" : "none",
             others ? "the local APIC's timer does not count" : "there is no second CPU");
}

void watchdog_take_watch(void)
{
    uint32_t watcher = READ_ONCE(watch.watcher);

    if (!watch.ticks_per_ms || !nobody_watches(watcher))
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

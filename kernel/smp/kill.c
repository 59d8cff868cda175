#include "kernel/smp/kill.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi.h"
#include "arch/time/clock.h"
#include "arch/time/timeouts.h"
#include "kernel/log/log.h"
#include "lib/compiler.h"
#include "lib/string.h"

enum { TICK_MS = 1 };

static uint32_t ticks_per_ms;
static unsigned victim;
static const struct way *way;

/* ---- ways to die ---- */

static _Noreturn void hang_irqs_off(void)
{
    for (;;) {
        local_irq_disable();
        halt();
    }
}

static _Noreturn void hang_irqs_on(void)
{
    for (;;)
        safe_halt();
}

static _Noreturn void touch_nothing(void)
{
    uintptr_t nowhere = 0x10;
    __asm__("" : "+r"(nowhere));
    *(volatile uint32_t *)nowhere = 1;
    hang_irqs_off();
}

/* Inside an NMI handler no other NMI is delivered. */
static bool hang_in_nmi(struct trap_frame *frame)
{
    (void)frame;
    if (cpu_index() == victim && way)
        hang_irqs_off();
    return false;
}

static _Noreturn void deaf_to_nmis(void)
{
    nmi_add_handler(hang_in_nmi);
    apic_send(this_cpu()->apic_id, ICR_NMI | ICR_ASSERT);
    hang_irqs_off();
}

/* ---- when ---- */

struct way {
    enum option_test test;
    unsigned vector;      /* the interrupt that kills */
    enum cpu_phase phase; /* the phase in which it does */
    void (*die)(void);    /* after the interrupt; NULL: in its handler */
};

static const struct way ways[] = {
    { OPTION_TEST_AP_IDLE, VECTOR_TIMER, CPU_PHASE_IDLE, NULL },
    { OPTION_TEST_AP_WRITING, VECTOR_TIMER, CPU_PHASE_WRITING, hang_irqs_on },
    { OPTION_TEST_AP_IRQS_OFF, VECTOR_TIMER, CPU_PHASE_WRITING, hang_irqs_off },
    { OPTION_TEST_AP_FAULT, VECTOR_TIMER, CPU_PHASE_WRITING, touch_nothing },
    { OPTION_TEST_AP_PROBE, VECTOR_TIMER, CPU_PHASE_ANSWERING, hang_irqs_off },
    { OPTION_TEST_AP_NMI, VECTOR_TIMER, CPU_PHASE_WRITING, deaf_to_nmis },
    { OPTION_TEST_AP_SHOOTDOWN, VECTOR_TLB_SHOOTDOWN, CPU_PHASE_WRITING, NULL },
};

static const struct way *way_of(enum option_test test)
{
    for (unsigned i = 0; i < ARRAY_SIZE(ways); i++)
        if (ways[i].test == test)
            return &ways[i];
    return NULL;
}

/* These ticks are ours, and the watchdog's handler would stop them. */
static struct trap_frame *not_yet(struct trap_frame *frame)
{
    if (way->vector != VECTOR_TIMER)
        return NULL;
    apic_eoi();
    return frame;
}

static struct trap_frame *kill(struct trap_frame *frame)
{
    if (cpu_index() != victim)
        return NULL;
    if (this_cpu()->phase != way->phase)
        return not_yet(frame);
    if (!way->die)
        hang_irqs_off();
    apic_timer_stop();
    apic_eoi();
    frame->eip = (uint32_t)(uintptr_t)way->die;
    return frame;
}

static void start_ticking(void *argument)
{
    (void)argument;
    apic_timer_start(VECTOR_TIMER, ticks_per_ms * TICK_MS);
}

void kill_later(enum option_test test, const struct environment *environment)
{
    way = way_of(test);
    if (!way || !environment->workers)
        return;
    victim = environment->cpu(environment->workers - 1);
    log_line("# test: CPU %u is to die", victim);
    trap_set_switcher(way->vector, kill);
    if (way->vector != VECTOR_TIMER)
        return;
    ticks_per_ms = apic_timer_calibrate();
    environment->start(environment->workers - 1, start_ticking, NULL);
    environment->wait(environment->workers - 1, KILL_TICK_LIMIT_US);
}

/* ---- at the start ---- */

void kill_at_start(enum option_test test, struct smp_start *start,
                   void (*hang_at_start)(struct cpu *cpu))
{
    static const uint8_t asleep[] = { 0xFA, 0xF4, 0xEB, 0xFC }; /* 1: CLI; HLT; JMP 1b */

    if (test == OPTION_TEST_AP_NEVER) {
        start->code = asleep;
        start->code_size = sizeof(asleep);
    } else if (test == OPTION_TEST_AP_STARTING) {
        start->entry_c = hang_at_start;
    }
}

bool kill_is_asked(enum option_test test)
{
    return test == OPTION_TEST_AP_NEVER || test == OPTION_TEST_AP_STARTING ||
           way_of(test);
}

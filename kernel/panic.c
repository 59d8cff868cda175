#include "kernel/panic.h"

#include <stdarg.h>

#include "arch/apic.h"
#include "arch/cpu.h"
#include "arch/instructions.h"
#include "arch/loss.h"
#include "arch/nmi.h"
#include "arch/traps.h"
#include "kernel/ending.h"
#include "kernel/log.h"
#include "kernel/losses.h"
#include "kernel/trap_report.h"
#include "lib/format.h"
#include "lib/panic.h"

enum { PANIC_REASON_SIZE = 300 };

static uint32_t stopping;

/* Other CPUs may spin with interrupts off, so only an NMI reaches them. Not a broadcast:
 * a CPU that firmware keeps asleep would take it with tables of its own. */
static void stop_other_cpus(void)
{
    __atomic_store_n(&stopping, 1, __ATOMIC_SEQ_CST);
    for (unsigned cpu = 0; cpu < cpu_count(); cpu++)
        if (cpu != cpu_index() && cpumask_test(&cpu_online_mask, cpu))
            apic_send(cpu_by_index(cpu)->apic_id, ICR_NMI | ICR_ASSERT);
}

static bool stop_if_asked(struct trap_frame *frame)
{
    (void)frame;
    while (__atomic_load_n(&stopping, __ATOMIC_SEQ_CST))
        halt();
    return false;
}

/* Makes this CPU the one that speaks, or stops it for good. */
static void take_over(void)
{
    local_irq_disable();
    if (!log_emergency())
        for (;;)
            halt();
    stop_other_cpus();
}

_Noreturn void panic(const char *string, ...)
{
    char reason[PANIC_REASON_SIZE];
    va_list list;

    take_over();
    va_start(list, string);
    format_list(reason, sizeof(reason), string, list);
    va_end(list);
    log_line("# PANIC on cpu %u (%s): %s", cpu_index(), this_cpu()->phase, reason);
    trap_report_backtrace(this_cpu(), (uintptr_t)__builtin_return_address(0),
                          *(const uintptr_t *)__builtin_frame_address(0));
    losses_report();
    end_run(VERDICT_ERROR, reason);
}

static uint32_t frame_esp(const struct trap_frame *frame)
{
    return frame->vector == TRAP_DOUBLE_FAULT ? frame->esp_at_pusha : TRAP_FRAME_ESP(frame);
}

static void fatal_trap(struct trap_frame *frame)
{
    char reason[PANIC_REASON_SIZE];

    /* The run goes on without an application processor; one that is panicking already is
     * finished with this. */
    if (cpu_index() && !READ_ONCE(stopping))
        cpu_park(frame, frame_esp(frame), trap_name(frame->vector));
    take_over();
    format(reason, sizeof(reason), "%s on cpu %u at EIP 0x%08x, error code 0x%x",
           trap_name(frame->vector), cpu_index(), frame->eip, frame->error_code);
    log_line("# EXCEPTION %s (%s)", reason, this_cpu()->phase);
    trap_report(&(struct trap_state){ this_cpu(), frame, frame_esp(frame), read_cr2(),
                                      read_cr3() });
    losses_report();
    end_run(VERDICT_ERROR, reason);
}

void panic_init(void)
{
    trap_set_fatal(fatal_trap);
    nmi_init();
    nmi_add_handler(stop_if_asked);
    loss_init();
}

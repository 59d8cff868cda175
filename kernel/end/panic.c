#include "kernel/end/panic.h"

#include <stdarg.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi.h"
#include "arch/smp/cpu_failure.h"
#include "kernel/end/finish.h"
#include "kernel/log/log.h"
#include "kernel/smp/failures.h"
#include "kernel/smp/trap_report.h"
#include "kernel/smp/watchdog.h"
#include "lib/format.h"
#include "lib/panic.h"

enum {
    REPORT_STACK_BYTES = 8192,
    STOP_TRIES = 200 * 1000, /* polls of the other CPUs; an NMI takes microseconds */
};

/*
 * What failed, and where. It is kept outside the stack, because each report starts at the
 * top of its own stack. So there is always room, whatever is left of the failed stack
 * (one that hit its guard page, the 2 KiB of a double fault), and repeated failures use
 * no more stack.
 */
static struct failure {
    char reason[REASON_SIZE];
    bool known; /* all fields above are valid */
    bool trap;  /* an exception; otherwise panic() */
    struct trap_frame frame;
    uint32_t esp, cr2, cr3;
    uintptr_t eip, ebp; /* the caller of panic() */
} first, again;
static struct failure *reported;

static uint8_t report_stack[REPORT_STACK_BYTES] __attribute__((aligned(16)));
static struct cpumask stopped;

/* ---- one CPU reports, the others stop ---- */

static _Noreturn void stop_here(void)
{
    cpumask_set(&stopped, cpu_index());
    for (;;) {
        local_irq_disable();
        halt();
    }
}

/* Runs before the other NMI handlers, which may halt this CPU. */
static bool at_nmi(struct trap_frame *frame)
{
    enum end_nmi meaning = end_nmi(finish_state(), cpu_index());

    (void)frame;
    if (meaning == END_NMI_STOPS)
        stop_here();
    return meaning == END_NMI_IGNORED;
}

/* A CPU that was given up may still run: it is stopped as well. */
static bool runs_on(unsigned cpu)
{
    return cpu != cpu_index() && READ_ONCE(cpu_by_index(cpu)->takes_nmi) &&
           !cpumask_test(&stopped, cpu) &&
           !(cpu_failure_of(cpu) && cpu_failure_of(cpu)->halted);
}

static bool others_run(void)
{
    for (unsigned cpu = 0; cpu < cpu_count(); cpu++)
        if (runs_on(cpu))
            return true;
    return false;
}

/* Other CPUs may spin with interrupts off, so only an NMI reaches them. Not a broadcast:
 * a CPU that firmware keeps asleep would take the NMI with its own tables. */
static void stop_other_cpus(void)
{
    for (unsigned cpu = 0; cpu < cpu_count(); cpu++)
        if (runs_on(cpu))
            apic_send(cpu_by_index(cpu)->apic_id, ICR_NMI | ICR_ASSERT);
    for (unsigned i = 0; i < STOP_TRIES && others_run(); i++)
        cpu_relax();
}

bool panic_is_due(void)
{
    return !cpu_index() || end_is_here(finish_state(), cpu_index()) ||
           !cpumask_test(&cpu_online_mask, 0);
}

/* Makes this CPU the reporter, or stops it for good. The report does not inherit the
 * flags of the interrupted code (single step, direction, interrupts). */
static struct failure *claim_report(void)
{
    write_eflags(EFLAGS_ALWAYS);
    enum end_role role = end_enter(finish_state(), cpu_index());
    if (role == END_STOPS)
        stop_here();
    reported = role == END_REPORTS ? &first : &again;
    reported->known = false;
    return reported;
}

/* From here on no other CPU runs, and each exception is a failure. A CPU in the middle of
 * a line may finish it first. */
static void silence_others(void)
{
    traps_forget_switchers();
    watchdog_stop();
    log_emergency();
    stop_other_cpus();
    log_resume();
}

/* ---- the report ---- */

static void report_reason(const struct failure *its)
{
    if (its->trap)
        log_line("# EXCEPTION %s (%s)", its->reason,
                 cpu_phase_text(this_cpu()->phase, this_cpu()->trial));
    else
        log_line("# PANIC on cpu %u (%s): %s", cpu_index(),
                 cpu_phase_text(this_cpu()->phase, this_cpu()->trial), its->reason);
}

static void report_details(const struct failure *its)
{
    if (its->trap)
        trap_report(&(struct trap_state){ this_cpu(), &its->frame, its->esp, its->cr2,
                                          its->cr3 });
    else
        trap_report_backtrace(this_cpu(), its->eip, its->ebp);
}

/* The verdict's reason is the first failure: later ones may follow from it. */
static _Noreturn void report(void)
{
    const struct failure *its = reported;

    silence_others();
    if (end_begin(finish_state(), END_REASON))
        report_reason(its);
    if (end_begin(finish_state(), END_DETAILS))
        report_details(its);
    if (end_begin(finish_state(), END_LOSSES))
        cpu_failures_report();
    end_run(VERDICT_ERROR, first.known ? first.reason : its->reason);
}

static _Noreturn void start_report(struct failure *its)
{
    its->known = true;
    continue_on_stack((uintptr_t)report_stack + sizeof(report_stack), report);
}

_Noreturn void panic(const char *string, ...)
{
    struct failure *its = claim_report();
    va_list list;

    va_start(list, string);
    format_list(its->reason, sizeof(its->reason), string, list);
    va_end(list);
    its->trap = false;
    its->eip = (uintptr_t)__builtin_return_address(0);
    its->ebp = *(const uintptr_t *)__builtin_frame_address(0);
    start_report(its);
}

static uint32_t frame_esp(const struct trap_frame *frame)
{
    return frame->vector == TRAP_DOUBLE_FAULT ? frame->esp_at_pusha
                                              : TRAP_FRAME_ESP(frame);
}

/* Ends the run if the boot processor took the exception. An AP's exception ends only that
 * AP: the boot processor notices, and goes on without it. */
static void fatal_trap(struct trap_frame *frame)
{
    if (!panic_is_due())
        cpu_fail_and_halt(frame, frame_esp(frame), trap_name(frame->vector));
    struct failure *its = claim_report();
    format(its->reason, sizeof(its->reason),
           "%s on cpu %u at EIP 0x%08x, error code 0x%x", trap_name(frame->vector),
           cpu_index(), frame->eip, frame->error_code);
    its->trap = true;
    its->frame = *frame;
    its->esp = frame_esp(frame);
    its->cr2 = read_cr2();
    its->cr3 = read_cr3();
    start_report(its);
}

void panic_init(void)
{
    trap_set_fatal(fatal_trap);
    nmi_init(at_nmi);
    cpu_failure_init();
}

#include "kernel/panic.h"

#include <stdarg.h>

#include "arch/apic.h"
#include "arch/cpu.h"
#include "arch/instructions.h"
#include "arch/nmi.h"
#include "arch/traps.h"
#include "kernel/ending.h"
#include "kernel/log.h"
#include "lib/format.h"
#include "lib/panic.h"

enum { BACKTRACE_MAX = 16, PANIC_REASON_SIZE = 300 };
#define ICR_ALL_BUT_SELF 0xC0000u

static uint32_t stopping;

/* Other CPUs may spin with interrupts off, so only an NMI reaches them. */
static void stop_other_cpus(void)
{
    __atomic_store_n(&stopping, 1, __ATOMIC_SEQ_CST);
    if (cpumask_count(&cpu_online_mask) > 1)
        apic_send(0, ICR_NMI | ICR_ASSERT | ICR_ALL_BUT_SELF);
}

static bool stop_if_asked(struct trap_frame *frame)
{
    (void)frame;
    while (__atomic_load_n(&stopping, __ATOMIC_SEQ_CST))
        halt();
    return false;
}

static bool on_a_stack(uintptr_t address)
{
    const struct cpu *cpu = this_cpu();
    return address % sizeof(uintptr_t) == 0 &&
           ((address >= cpu->stack_bottom && address < cpu->stack_top - 8) ||
            (address >= cpu->fault_stack_top - 2048 && address < cpu->fault_stack_top - 8));
}

/* Follows the frame pointers as long as they lie on a stack and go upwards. */
static void backtrace(uintptr_t eip, uintptr_t ebp)
{
    log_line("# backtrace: 0x%x", (unsigned)eip);
    for (unsigned i = 0; i < BACKTRACE_MAX && on_a_stack(ebp); i++) {
        const uintptr_t *frame = (const uintptr_t *)ebp;
        if (!frame[1])
            break;
        log_line("# backtrace: 0x%x", (unsigned)frame[1]);
        if (frame[0] <= ebp)
            break;
        ebp = frame[0];
    }
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
    backtrace((uintptr_t)__builtin_return_address(0),
              *(const uintptr_t *)__builtin_frame_address(0));
    end_run(VERDICT_ERROR, reason);
}

static void describe_page_fault(const struct trap_frame *frame)
{
    uint32_t code = frame->error_code;
    log_line("# page fault at 0x%08x: %s, %s, %s mode%s%s", read_cr2(),
             code & FAULT_PRESENT ? "not allowed" : "not present",
             code & FAULT_FETCH ? "instruction fetch" : code & FAULT_WRITE ? "write" : "read",
             code & FAULT_USER ? "user" : "kernel",
             code & FAULT_RESERVED ? ", reserved bit set in an entry" : "",
             read_cr2() < 4096 ? ", page 0" : "");
}

static void print_code(uintptr_t eip)
{
    extern const uint8_t kernel_text_start[], kernel_text_end[];
    char bytes[16 * 3 + 1];
    size_t length = 0;

    if (eip < (uintptr_t)kernel_text_start || eip + 16 > (uintptr_t)kernel_text_end) {
        log_line("# code: EIP is not in the kernel's text");
        return;
    }
    for (unsigned i = 0; i < 16; i++)
        length += format(bytes + length, sizeof(bytes) - length, "%02x ",
                         ((const uint8_t *)eip)[i]);
    log_line("# code: %s", bytes);
}

static void fatal_trap(struct trap_frame *frame)
{
    char reason[PANIC_REASON_SIZE];

    take_over();
    format(reason, sizeof(reason), "%s on cpu %u at EIP 0x%08x, error code 0x%x",
           trap_name(frame->vector), cpu_index(), frame->eip, frame->error_code);
    log_line("# EXCEPTION %s (%s)", reason, this_cpu()->phase);
    if (frame->vector == TRAP_PAGE_FAULT)
        describe_page_fault(frame);
    log_line("# eax=%08x ebx=%08x ecx=%08x edx=%08x esi=%08x edi=%08x ebp=%08x esp=%08x",
             frame->eax, frame->ebx, frame->ecx, frame->edx, frame->esi, frame->edi,
             frame->ebp,
             frame->vector == TRAP_DOUBLE_FAULT ? frame->esp_at_pusha
                                                : TRAP_FRAME_ESP(frame));
    log_line("# eip=%08x eflags=%08x cs=%04x cr0=%08x cr2=%08x cr3=%08x cr4=%08x",
             frame->eip, frame->eflags, frame->cs, read_cr0(), read_cr2(), read_cr3(),
             read_cr4());
    if (frame->vector == TRAP_DOUBLE_FAULT && read_cr2() < this_cpu()->stack_bottom &&
        read_cr2() >= this_cpu()->stack_bottom - 4096)
        log_line("# the stack of this CPU ran into its guard page");
    print_code(frame->eip);
    backtrace(frame->eip, frame->ebp);
    end_run(VERDICT_ERROR, reason);
}

void panic_init(void)
{
    trap_set_fatal(fatal_trap);
    nmi_init();
    nmi_add_handler(stop_if_asked);
}

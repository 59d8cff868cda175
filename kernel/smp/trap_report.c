#include "kernel/smp/trap_report.h"

#include <stdbool.h>

#include "arch/cpu/instructions.h"
#include "kernel/log/log.h"
#include "lib/format.h"

enum { BACKTRACE_MAX = 16, CODE_BYTES = 16, GUARD_BYTES = 4096 };

extern const uint8_t kernel_text_start[], kernel_text_end[];

static bool on_a_stack(const struct cpu *cpu, uintptr_t address)
{
    return address % sizeof(uintptr_t) == 0 &&
           ((address >= cpu->stack_bottom && address < cpu->stack_top - 8) ||
            (address >= cpu->fault_stack_top - FAULT_STACK_BYTES &&
             address < cpu->fault_stack_top - 8));
}

void trap_report_backtrace(const struct cpu *cpu, uintptr_t eip, uintptr_t ebp)
{
    log_line("# backtrace: 0x%x", (unsigned)eip);
    for (unsigned i = 0; i < BACKTRACE_MAX && on_a_stack(cpu, ebp); i++) {
        const uintptr_t *frame = (const uintptr_t *)ebp;
        if (!frame[1])
            break;
        log_line("# backtrace: 0x%x", (unsigned)frame[1]);
        if (frame[0] <= ebp)
            break;
        ebp = frame[0];
    }
}

static void describe_page_fault(uint32_t code, uint32_t address)
{
    log_line("# page fault at 0x%08x: %s, %s, %s mode%s%s", address,
             code & FAULT_PRESENT ? "not allowed" : "not present",
             code & FAULT_FETCH   ? "instruction fetch"
             : code & FAULT_WRITE ? "write"
                                  : "read",
             code & FAULT_USER ? "user" : "kernel",
             code & FAULT_RESERVED ? ", reserved bit set in an entry" : "",
             address < 4096 ? ", page 0" : "");
}

static void print_code(uintptr_t eip)
{
    char bytes[CODE_BYTES * 3 + 1];
    size_t length = 0;

    if (eip < (uintptr_t)kernel_text_start ||
        eip + CODE_BYTES > (uintptr_t)kernel_text_end) {
        log_line("# code: EIP is not in the kernel's text");
        return;
    }
    for (unsigned i = 0; i < CODE_BYTES; i++)
        length += format(bytes + length, sizeof(bytes) - length, "%02x ",
                         ((const uint8_t *)eip)[i]);
    log_line("# code: %s", bytes);
}

static bool ran_into_guard(const struct trap_state *state)
{
    return state->frame->vector == TRAP_DOUBLE_FAULT &&
           state->cr2 < state->cpu->stack_bottom &&
           state->cr2 >= state->cpu->stack_bottom - GUARD_BYTES;
}

void trap_report(const struct trap_state *state)
{
    const struct trap_frame *frame = state->frame;

    if (frame->vector == TRAP_PAGE_FAULT)
        describe_page_fault(frame->error_code, state->cr2);
    log_line("# eax=%08x ebx=%08x ecx=%08x edx=%08x esi=%08x edi=%08x ebp=%08x esp=%08x",
             frame->eax, frame->ebx, frame->ecx, frame->edx, frame->esi, frame->edi,
             frame->ebp, state->esp);
    log_line("# eip=%08x eflags=%08x cs=%04x cr0=%08x cr2=%08x cr3=%08x cr4=%08x",
             frame->eip, frame->eflags, frame->cs, read_cr0(), state->cr2, state->cr3,
             read_cr4());
    if (ran_into_guard(state))
        log_line("# the stack of this CPU ran into its guard page");
    print_code(frame->eip);
    trap_report_backtrace(state->cpu, frame->eip, frame->ebp);
}

#include "arch/cpu/exception_table.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/traps.h"

struct exception_entry {
    uint32_t instruction, resume;
};

extern const struct exception_entry extable_start[], extable_end[];

/* The address each CPU is about to execute as a probe; 0: none. */
static uintptr_t fetching[CPUS_MAX];

struct fault try_execute(uintptr_t address)
{
    struct fault fault = { NO_FAULT, 0 };
    uintptr_t *mine = &fetching[cpu_index()];

    *mine = address;
    __asm__ __volatile__("movl $1f, %%ebx\n\tjmp *%2\n1:"
                         : "+a"(fault.vector), "+d"(fault.error_code)
                         : "r"(address)
                         : "ebx", "memory");
    *mine = 0;
    return fault;
}

static void resume(struct trap_frame *frame, uint32_t eip)
{
    frame->eip = eip;
    frame->eax = frame->vector;
    frame->edx = frame->error_code;
}

bool exception_table_fixup(struct trap_frame *frame)
{
    /* A debug trap follows an instruction: the one in the frame has not run yet. */
    if (frame->vector == TRAP_DEBUG)
        return false;
    if (frame->vector == TRAP_PAGE_FAULT && frame->eip == fetching[cpu_index()] &&
        frame->eip) {
        resume(frame, frame->ebx);
        return true;
    }
    for (const struct exception_entry *e = extable_start; e < extable_end; e++) {
        if (e->instruction != frame->eip)
            continue;
        resume(frame, e->resume);
        return true;
    }
    return false;
}

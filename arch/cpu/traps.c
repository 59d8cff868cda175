#include "arch/cpu/traps.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/descriptors.h"
#include "arch/cpu/exception_table.h"
#include "arch/cpu/instructions.h"
#include "lib/panic.h"

enum { VECTORS = 256, FIRST_INTERRUPT = 32, STUB_BYTES = 16 };

#define GATE_INTERRUPT 0x8E00 /* present, ring 0, 32-bit, interrupts off on entry */
#define GATE_TASK 0x8500

struct gate {
    uint16_t offset_low, selector, access, offset_high;
};

static struct gate idt[VECTORS] __attribute__((aligned(8)));
static trap_handler *handlers[VECTORS];
static trap_switcher *switchers[VECTORS];
static trap_handler *fatal_handler, *stray_handler;

extern const uint8_t trap_stubs[];
struct trap_frame *trap_dispatch(struct trap_frame *frame);
_Noreturn void double_fault(void);

void trap_set_handler(unsigned vector, trap_handler *handler)
{
    ASSERT(vector < VECTORS);
    handlers[vector] = handler;
}

void trap_set_switcher(unsigned vector, trap_switcher *switcher)
{
    ASSERT(vector < VECTORS);
    switchers[vector] = switcher;
}

void traps_forget_switchers(void)
{
    for (unsigned vector = 0; vector < VECTORS; vector++)
        switchers[vector] = NULL;
}

void trap_set_fatal(trap_handler *fatal)
{
    fatal_handler = fatal;
}

void trap_set_stray(trap_handler *stray)
{
    stray_handler = stray;
}

void traps_init(void)
{
    for (unsigned vector = 0; vector < VECTORS; vector++) {
        uintptr_t stub = (uintptr_t)trap_stubs + vector * STUB_BYTES;
        idt[vector] = (struct gate){ (uint16_t)stub, SELECTOR_CODE, GATE_INTERRUPT,
                                     (uint16_t)(stub >> 16) };
    }
    idt[TRAP_DOUBLE_FAULT] = (struct gate){ 0, SELECTOR_FAULT_TASK, GATE_TASK, 0 };
}

void traps_load(void)
{
    struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) pointer = { sizeof(idt) - 1, (uintptr_t)idt };
    __asm__ __volatile__("lidt %0" ::"m"(pointer) : "memory");
}

static void dispatch(struct trap_frame *frame)
{
    if (frame->vector < FIRST_INTERRUPT && frame->vector != TRAP_NMI &&
        exception_table_fixup(frame)) {
        if (!(read_cr0() & CR0_PG))
            frame->vector = TRAP_RESUME_BY_JUMP;
        return;
    }
    if (handlers[frame->vector])
        handlers[frame->vector](frame);
    else if (frame->vector >= FIRST_INTERRUPT)
        stray_handler(frame);
    else
        fatal_handler(frame);
}

/* Returns the frame that trap_common resumes. */
struct trap_frame *trap_dispatch(struct trap_frame *frame)
{
    trap_switcher *switcher = switchers[frame->vector];
    struct trap_frame *next = switcher ? switcher(frame) : NULL;
    if (next)
        return next;
    dispatch(frame);
    return frame;
}

/* Runs as its own task. The interrupted state is in the TSS of the previous task. */
void double_fault(void)
{
    const struct task_state *task = &this_cpu()->descriptors.task;
    struct trap_frame frame = {
        .edi = task->edi,
        .esi = task->esi,
        .ebp = task->ebp,
        .esp_at_pusha = task->esp,
        .ebx = task->ebx,
        .edx = task->edx,
        .ecx = task->ecx,
        .eax = task->eax,
        .vector = TRAP_DOUBLE_FAULT,
        .error_code = 0,
        .eip = task->eip,
        .cs = task->cs,
        .eflags = task->eflags,
    };
    descriptors_leave_fault_task(this_cpu());
    fatal_handler(&frame);
    for (;;)
        halt();
}

const char *trap_name(uint32_t vector)
{
    static const char *const names[] = {
        "divide error (0)",
        "debug (1)",
        "NMI (2)",
        "breakpoint (3)",
        "overflow (4)",
        "bound range (5)",
        "invalid opcode (6)",
        "device not available (7)",
        "double fault (8)",
        "coprocessor overrun (9)",
        "invalid TSS (10)",
        "segment not present (11)",
        "stack fault (12)",
        "general protection (13)",
        "page fault (14)",
        "reserved (15)",
        "x87 error (16)",
        "alignment check (17)",
        "machine check (18)",
        "SIMD error (19)",
        "virtualization (20)",
        "control protection (21)",
    };
    if (vector < ARRAY_SIZE(names))
        return names[vector];
    return "unexpected vector";
}

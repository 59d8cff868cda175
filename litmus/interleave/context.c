#include "litmus/interleave/context.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "lib/string.h"
#include "mm/kernel_map.h"

enum { STACK_PAGES = 2 };
/* The CPU sets RF in the frame of a fault, so that a debugger's breakpoint does not fire
 * again (SDM vol. 3, 18.3.1.1). It is not part of a context's state. */
#define EFLAGS_RF (1u << 16)

void interleave_switch(struct trap_frame *to, struct trap_frame **from);

static struct context *running; /* between context_step() and the trap that ends it */
static unsigned running_cpu;
static struct trap_frame *engine_frame;
static struct access *current;
static bool stepped;

static uintptr_t watched_start;
static size_t watched_bytes;

/* Leaves the running context and resumes the engine. */
static struct trap_frame *leave(struct trap_frame *frame, bool after_instruction)
{
    frame->eflags &= ~EFLAGS_RF;
    running->frame = frame;
    running = NULL;
    stepped = after_instruction;
    return engine_frame;
}

static bool in_context(void)
{
    return running && cpu_index() == running_cpu;
}

static struct trap_frame *after_instruction(struct trap_frame *frame)
{
    return in_context() ? leave(frame, true) : NULL;
}

static struct trap_frame *before_access(struct trap_frame *frame)
{
    if (!in_context() || read_cr2() - watched_start >= watched_bytes)
        return NULL;
    current->offset = read_cr2() - watched_start;
    current->write = frame->error_code & FAULT_WRITE;
    return leave(frame, false);
}

void contexts_init(void)
{
    running_cpu = cpu_index();
    trap_set_switcher(TRAP_DEBUG, after_instruction);
    trap_set_switcher(TRAP_PAGE_FAULT, before_access);
}

void contexts_watch(uintptr_t start, size_t bytes)
{
    watched_start = start;
    watched_bytes = bytes;
}

void context_create(struct context *context)
{
    context->stack_bottom =
        (uintptr_t)vmap_alloc(STACK_PAGES, "the stack of a stepped context");
    context->stack_top = context->stack_bottom + STACK_PAGES * PAGE_SIZE;
}

void context_start(struct context *context, void (*run)(void *), void *argument)
{
    /* The return address is 0: a backtrace ends there. */
    memset((void *)context->stack_bottom, 0, STACK_PAGES * PAGE_SIZE);
    uintptr_t esp = context->stack_top - 2 * sizeof(uintptr_t);
    context->frame = (struct trap_frame *)esp - 1;
    *context->frame = (struct trap_frame){
        .eax = (uintptr_t)argument, /* -mregparm=3 */
        .eip = (uintptr_t)run,
        .cs = SELECTOR_CODE,
        .eflags = EFLAGS_ALWAYS | EFLAGS_TF | EFLAGS_IF,
    };
}

bool context_step(struct context *context, struct access *access)
{
    current = access;
    running = context;
    interleave_switch(context->frame, &engine_frame);
    return stepped;
}

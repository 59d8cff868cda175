#include "native/interrupts.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "native/linux.h"

#define ICR_DELIVERY 0x700u
#define ICR_VECTOR 0xFFu
#define ICR_ALL_BUT_SELF 0xC0000u
/* A page fault this close below the stack pointer is a stack overflow; then no frame is
 * put on that stack. */
enum { NEAR_STACK = 65536 };
/* About a microsecond: a signal costs both sides more. */
enum { POLLS_BEFORE_SIGNAL = 1000 };

struct trap_frame *trap_dispatch(struct trap_frame *frame);

/* ---- receive ---- */

/* Removes the request with the highest vector, as a local APIC would; 0: none. */
static unsigned accept(struct interrupts *mine)
{
    uint32_t bits = READ_ONCE(mine->requested);
    if (!bits)
        return 0;
    unsigned bit = 31 - (unsigned)__builtin_clz(bits);
    __atomic_fetch_and(&mine->requested, ~(1u << bit), __ATOMIC_SEQ_CST);
    return VECTOR_FIRST + bit;
}

void interrupts_take(void)
{
    struct interrupts *mine = my_interrupts();
    struct trap_frame frame = { .eip = (uint32_t)(uintptr_t)__builtin_return_address(0),
                                .eflags = EFLAGS_IF };
    WRITE_ONCE(mine->on, 0);
    for (;;) {
        while ((frame.vector = accept(mine)) != 0)
            trap_dispatch(&frame);
        WRITE_ONCE(mine->on, 1);
        smp_mb();
        if (!READ_ONCE(mine->requested))
            return;
        WRITE_ONCE(mine->on, 0);
    }
}

void interrupts_sleep(void)
{
    struct interrupts *mine = my_interrupts();
    WRITE_ONCE(mine->asleep, 1);
    smp_mb();
    while (!READ_ONCE(mine->requested))
        linux_wait(&mine->requested, 0);
    WRITE_ONCE(mine->asleep, 0);
    local_irq_enable();
}

void native_yield(void)
{
    linux_yield();
}

uint32_t native_fault_address(void)
{
    return this_cpu()->descriptors.fault_address;
}

#ifdef __x86_64__
/* Enough to say where it was. */
static void frame_from(struct trap_frame *frame, const struct linux_context *context)
{
    *frame = (struct trap_frame){
        .eax = (uint32_t)context->ax,
        .edx = (uint32_t)context->dx,
        .ebp = (uint32_t)context->bp,
        .eip = (uint32_t)context->ip,
        .eflags = (uint32_t)context->eflags,
    };
}

/* Only the registers that an exception table changes. */
static void frame_to(const struct trap_frame *frame, struct linux_context *context)
{
    if (frame->eip == (uint32_t)context->ip)
        return;
    context->ip = frame->eip;
    context->ax = frame->eax;
    context->dx = frame->edx;
}

static struct trap_frame *frame_place(const struct linux_context *context,
                                      struct trap_frame *spare)
{
    (void)context;
    return spare;
}
#else
static void frame_from(struct trap_frame *frame, const struct linux_context *context)
{
    *frame = (struct trap_frame){
        .edi = context->di,
        .esi = context->si,
        .ebp = context->bp,
        .esp_at_pusha = context->sp,
        .ebx = context->bx,
        .edx = context->dx,
        .ecx = context->cx,
        .eax = context->ax,
        .eip = context->ip,
        .cs = context->cs,
        .eflags = context->eflags,
    };
}

static void frame_to(const struct trap_frame *frame, struct linux_context *context)
{
    context->di = frame->edi, context->si = frame->esi, context->bp = frame->ebp;
    context->bx = frame->ebx, context->dx = frame->edx, context->cx = frame->ecx;
    context->ax = frame->eax, context->ip = frame->eip;
    context->eflags = frame->eflags | EFLAGS_IF;
}

/* The place where the CPU would have pushed the frame, because a trap_switcher may keep
 * it there (arch/cpu/traps.h). */
static struct trap_frame *frame_place(const struct linux_context *context,
                                      struct trap_frame *spare)
{
    bool overflowed = context->sp - context->cr2 < NEAR_STACK &&
                      context->vector == TRAP_PAGE_FAULT;
    return overflowed ? spare : (struct trap_frame *)(uintptr_t)context->sp - 1;
}
#endif

/* One trap: the work of the CPU, arch/cpu/trap_entry.S and IRET around
 * trap_dispatch(). */
static void trap(struct linux_context *context, unsigned vector, uint32_t error_code)
{
    struct interrupts *mine = my_interrupts();
    struct trap_frame spare, *frame = frame_place(context, &spare);
    uint32_t on = READ_ONCE(mine->on);

    frame_from(frame, context);
    frame->vector = vector;
    frame->error_code = error_code;
    frame->eflags = (frame->eflags & ~EFLAGS_IF) | (on ? EFLAGS_IF : 0);
    WRITE_ONCE(mine->on, 0);
    struct trap_frame *next = trap_dispatch(frame);
    frame_to(next, context);
#ifndef __x86_64__
    if (next != &spare)
        context->sp = TRAP_FRAME_ESP(next);
#endif
    WRITE_ONCE(mine->on, next->eflags & EFLAGS_IF ? 1 : 0);
}

/* Takes what was requested while a handler ran: whoever requests it then sees interrupts
 * off and sends no signal. */
static void take_requested(struct linux_context *context)
{
    struct interrupts *mine = my_interrupts();
    smp_mb();
    while (READ_ONCE(mine->on) && READ_ONCE(mine->requested)) {
        trap(context, accept(mine), 0);
        smp_mb();
    }
}

static void fault_signal(int signal, void *information, struct linux_context *context)
{
    (void)signal, (void)information;
    this_cpu()->descriptors.fault_address = (uint32_t)context->cr2;
    trap(context, (unsigned)context->vector & 0xFF, (uint32_t)context->error_code);
    take_requested(context);
}

static void doorbell_signal(int signal, void *information, struct linux_context *context)
{
    (void)signal, (void)information;
    if (__atomic_exchange_n(&my_interrupts()->nmi, 0, __ATOMIC_SEQ_CST))
        trap(context, TRAP_NMI, 0);
    take_requested(context);
}

void interrupts_init(void)
{
    static const int faults[] = { LINUX_SIGILL, LINUX_SIGTRAP, LINUX_SIGBUS, LINUX_SIGFPE,
                                  LINUX_SIGSEGV };
    for (unsigned i = 0; i < ARRAY_SIZE(faults); i++)
        linux_set_handler(faults[i], fault_signal);
    linux_set_handler(LINUX_SIGUSR1, doorbell_signal);
}

/* ---- send ---- */

static struct cpu *by_apic_id(uint32_t apic_id)
{
    for (unsigned i = 0; i < cpu_count(); i++)
        if (cpu_by_index(i)->apic_id == apic_id)
            return cpu_by_index(i);
    return NULL;
}

static bool send_nmi(struct cpu *target)
{
    if (!target->descriptors.thread)
        return false;
    __atomic_exchange_n(&target->descriptors.interrupts.nmi, 1, __ATOMIC_SEQ_CST);
    return !linux_signal_thread(target->descriptors.thread, LINUX_SIGUSR1);
}

/* Returns true if the target finds the request without a signal: it has taken it, or has
 * interrupts off and looks when it turns them on. */
static bool found_soon(const struct interrupts *its, uint32_t bit)
{
    for (unsigned i = 0; i < POLLS_BEFORE_SIGNAL; i++)
        if (!READ_ONCE(its->on) || !(READ_ONCE(its->requested) & bit))
            return true;
    return false;
}

static bool request(struct cpu *target, unsigned vector)
{
    struct interrupts *its = &target->descriptors.interrupts;
    if (!target->descriptors.thread || vector < VECTOR_FIRST)
        return false;
    uint32_t bit = 1u << (vector - VECTOR_FIRST);
    __atomic_fetch_or(&its->requested, bit, __ATOMIC_SEQ_CST);
    if (READ_ONCE(its->asleep))
        linux_wake(&its->requested);
    else if (!found_soon(its, bit))
        return !linux_signal_thread(target->descriptors.thread, LINUX_SIGUSR1);
    return true;
}

bool apic_send(uint32_t destination, uint32_t icr)
{
    bool sent = true;
    if (icr & ICR_ALL_BUT_SELF) {
        for (unsigned i = 0; i < cpu_count(); i++)
            if (i != cpu_index() && cpumask_test(&cpu_online_mask, i))
                sent &= apic_send(cpu_by_index(i)->apic_id, icr & ~ICR_ALL_BUT_SELF);
        return sent;
    }
    struct cpu *target = by_apic_id(destination);
    if (!target)
        return false;
    return (icr & ICR_DELIVERY) == ICR_NMI ? send_nmi(target)
                                           : request(target, icr & ICR_VECTOR);
}

bool apic_pending(unsigned vector)
{
    return READ_ONCE(my_interrupts()->requested) >> (vector - VECTOR_FIRST) & 1;
}

/* A request is removed from the word before its handler runs, so nothing is left to
 * end. */
void apic_eoi(void)
{
}

bool apic_in_service(unsigned vector)
{
    (void)vector;
    return false;
}

/*
 * The kernel's arch/cpu/instructions.h for a process. It is the same file, except for the
 * instructions that ring 3 may not use. This file replaces those; the list says how
 * faithfully. Everything else, which includes the whole protocol with its readers and
 * writers, is the kernel's code.
 *
 *   CLI, STI, EFLAGS.IF  exact, in software: the thread's own flag, which an interrupting
 *                        thread obeys (native/interrupts.c). Costs a store, and for STI a
 *                        full barrier and a load.
 *   HLT                  the thread sleeps until it is interrupted.
 *   INVLPG, CR3, CR4     nothing: the tables of a process are the operating system's, and
 *                        no trial that runs here asks about TLBs. The handshake around
 *                        them, which the lockless reader relies on, is complete (mm/tlb.c
 *                        unchanged).
 *   CR2                  the address of the thread's last fault.
 */
#pragma once

#define read_eflags ring0_read_eflags
#define write_eflags ring0_write_eflags
#define local_irq_disable ring0_local_irq_disable
#define local_irq_enable ring0_local_irq_enable
#define local_irq_save ring0_local_irq_save
#define local_irq_restore ring0_local_irq_restore
#define irqs_disabled ring0_irqs_disabled
#define safe_halt ring0_safe_halt
#define halt ring0_halt
#define invlpg ring0_invlpg
#define read_cr0 ring0_read_cr0
#define write_cr0 ring0_write_cr0
#define read_cr2 ring0_read_cr2
#define write_cr2 ring0_write_cr2
#define read_cr3 ring0_read_cr3
#define write_cr3 ring0_write_cr3
#define read_cr4 ring0_read_cr4
#define write_cr4 ring0_write_cr4
#define smp_mb ia32_smp_mb
#define continue_on_stack ring0_continue_on_stack
#include "../../../../arch/cpu/instructions.h"
#undef read_eflags
#undef write_eflags
#undef local_irq_disable
#undef local_irq_enable
#undef local_irq_save
#undef local_irq_restore
#undef irqs_disabled
#undef safe_halt
#undef halt
#undef invlpg
#undef read_cr0
#undef write_cr0
#undef read_cr2
#undef write_cr2
#undef read_cr3
#undef write_cr3
#undef read_cr4
#undef write_cr4
#undef smp_mb
#undef continue_on_stack

#include "arch/cpu/cpu.h"

/* Serves the pending requests; interrupts are on, and stay on. */
void interrupts_take(void);
/* Sleeps until a request arrives, and serves it; leaves interrupts on. */
void interrupts_sleep(void);
/* Gives up the time slice. */
void native_yield(void);
uint32_t native_fault_address(void);

static __always_inline struct interrupts *my_interrupts(void)
{
    return &this_cpu()->descriptors.interrupts;
}

#ifdef __x86_64__
#define NATIVE_FLAGS "pushfq; popq %q0"
#define NATIVE_SET_FLAGS "pushq %q0; popfq"
static __always_inline void smp_mb(void)
{
    __asm__ __volatile__("lock; addl $0, -4(%%rsp)" ::: "memory", "cc");
}
#else
#define NATIVE_FLAGS "pushfl; popl %0"
#define NATIVE_SET_FLAGS "pushl %0; popfl"
static __always_inline void smp_mb(void)
{
    ia32_smp_mb();
}
#endif

static __always_inline void local_irq_disable(void)
{
    WRITE_ONCE(my_interrupts()->on, 0);
    barrier();
}

/* The barrier: a requesting thread stores the request, then reads the flag. One of the
 * two sees the other's store. */
static __always_inline void local_irq_enable(void)
{
    struct interrupts *mine = my_interrupts();
    barrier();
    WRITE_ONCE(mine->on, 1);
    smp_mb();
    if (unlikely(READ_ONCE(mine->requested)))
        interrupts_take();
}

static __always_inline bool irqs_disabled(void)
{
    return !READ_ONCE(my_interrupts()->on);
}

/* Returns the flags for local_irq_restore(): here only IF. */
static __always_inline uint32_t local_irq_save(void)
{
    uint32_t flags = irqs_disabled() ? 0 : EFLAGS_IF;
    local_irq_disable();
    return flags;
}

static __always_inline void local_irq_restore(uint32_t flags)
{
    if (flags & EFLAGS_IF)
        local_irq_enable();
    else
        local_irq_disable();
}

/* The real flags, with our IF. */
static __always_inline uint32_t read_eflags(void)
{
    uintptr_t flags;
    __asm__ __volatile__(NATIVE_FLAGS : "=r"(flags)::"memory");
    return ((uint32_t)flags & ~EFLAGS_IF) | (irqs_disabled() ? 0 : EFLAGS_IF);
}

/* IF first: the trap flag, if it is set, acts from the instruction after POPF. */
static __always_inline void write_eflags(uint32_t flags)
{
    uintptr_t real = flags | EFLAGS_IF;
    if (irqs_disabled() != !(flags & EFLAGS_IF))
        local_irq_restore(flags);
    __asm__ __volatile__(NATIVE_SET_FLAGS ::"r"(real) : "memory", "cc");
}

static __always_inline void safe_halt(void)
{
    interrupts_sleep();
}

/* A thread's stack has enough room. */
static __always_inline _Noreturn void continue_on_stack(uintptr_t top,
                                                        void (*function)(void))
{
    (void)top;
    function();
    __builtin_unreachable();
}

static __always_inline void halt(void)
{
    native_yield();
}

static __always_inline void invlpg(uintptr_t address)
{
    (void)address;
}

static __always_inline uint32_t read_cr2(void)
{
    return native_fault_address();
}

/* A process has paging. */
static __always_inline uint32_t read_cr0(void)
{
    return CR0_PG;
}

#define DEFINE_NO_CONTROL_REGISTER(name)                                                 \
    static __always_inline uint32_t read_##name(void)                                    \
    {                                                                                    \
        return 0;                                                                        \
    }                                                                                    \
    static __always_inline void write_##name(uint32_t value)                             \
    {                                                                                    \
        (void)value;                                                                     \
    }
DEFINE_NO_CONTROL_REGISTER(cr3)
DEFINE_NO_CONTROL_REGISTER(cr4)
#undef DEFINE_NO_CONTROL_REGISTER

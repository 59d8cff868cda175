/*
 * Single x86 instructions that C cannot express, one wrapper each, under the SDM's names.
 * No policy lives here.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/compiler.h"

/* EFLAGS (SDM vol. 1, 3.4.3) */
#define EFLAGS_ALWAYS (1u << 1)
#define EFLAGS_TF (1u << 8)
#define EFLAGS_IF (1u << 9)
#define EFLAGS_AC (1u << 18)
#define EFLAGS_ID (1u << 21)

/* Control registers (SDM vol. 3, 2.5) */
#define CR0_PE (1u << 0)
#define CR0_MP (1u << 1)
#define CR0_EM (1u << 2)
#define CR0_TS (1u << 3)
#define CR0_NE (1u << 5)
#define CR0_WP (1u << 16)
#define CR0_NW (1u << 29)
#define CR0_CD (1u << 30)
#define CR0_PG (1u << 31)
#define CR4_PSE (1u << 4)
#define CR4_PAE (1u << 5)
#define CR4_MCE (1u << 6)
#define CR4_PGE (1u << 7)
#define CR4_OSFXSR (1u << 9)

static __always_inline uint32_t read_eflags(void)
{
    uint32_t flags;
    __asm__ __volatile__("pushfl; popl %0" : "=r"(flags)::"memory");
    return flags;
}

static __always_inline void write_eflags(uint32_t flags)
{
    __asm__ __volatile__("pushl %0; popfl" ::"r"(flags) : "memory", "cc");
}

static __always_inline void local_irq_disable(void)
{
    __asm__ __volatile__("cli" ::: "memory");
}

static __always_inline void local_irq_enable(void)
{
    __asm__ __volatile__("sti" ::: "memory");
}

/* Returns the flags for local_irq_restore(). */
static __always_inline uint32_t local_irq_save(void)
{
    uint32_t flags = read_eflags();
    local_irq_disable();
    return flags;
}

static __always_inline void local_irq_restore(uint32_t flags)
{
    write_eflags(flags);
}

static __always_inline bool irqs_disabled(void)
{
    return !(read_eflags() & EFLAGS_IF);
}

/* Sleeps until an interrupt; STI delays interrupts until HLT, so that none is lost in
 * between (SDM vol. 2, STI). Returns with interrupts on. */
static __always_inline void safe_halt(void)
{
    __asm__ __volatile__("sti; hlt" ::: "memory");
}

static __always_inline void halt(void)
{
    __asm__ __volatile__("hlt" ::: "memory");
}

/* Continues in a function that never returns, on another stack; the old stack's contents
 * stay. A backtrace ends there. */
static __always_inline _Noreturn void continue_on_stack(uintptr_t top,
                                                        void (*function)(void))
{
    __asm__ __volatile__("movl %0, %%esp\n\txorl %%ebp, %%ebp\n\tcall *%1" ::"r"(top),
                         "r"(function)
                         : "memory");
    __builtin_unreachable();
}

/* PAUSE; a NOP before the Pentium 4. */
static __always_inline void cpu_relax(void)
{
    __asm__ __volatile__("rep; nop" ::: "memory");
}

/*
 * Takes about as long as `units` PAUSEs without executing one: SPIN_TURNS turns of an
 * empty loop per unit. For delays between two accesses, where PAUSE is unusable on QEMU:
 * it leaves the translated code and takes the global lock twice (helper_pause() ends in
 * cpu_loop_exit()), so that pausing CPUs slow all others down.
 */
#define SPIN_TURNS 16
static __always_inline void spin_delay(uint32_t units)
{
    for (uint32_t turns = units * SPIN_TURNS; turns; turns--)
        barrier();
}

/* Polls between two PAUSEs in a wait for another CPU, for the same reason. */
#define POLLS_PER_PAUSE 512

/* A full barrier on every x86: a locked operation (MFENCE needs SSE2). */
static __always_inline void smp_mb(void)
{
    __asm__ __volatile__("lock; addl $0, -4(%%esp)" ::: "memory", "cc");
}

static __always_inline uint8_t inb(uint16_t port)
{
    uint8_t value;
    __asm__ __volatile__("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static __always_inline uint32_t inl(uint16_t port)
{
    uint32_t value;
    __asm__ __volatile__("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static __always_inline void outb(uint16_t port, uint8_t value)
{
    __asm__ __volatile__("outb %0, %1" ::"a"(value), "Nd"(port));
}

static __always_inline void outw(uint16_t port, uint16_t value)
{
    __asm__ __volatile__("outw %0, %1" ::"a"(value), "Nd"(port));
}

static __always_inline void outl(uint16_t port, uint32_t value)
{
    __asm__ __volatile__("outl %0, %1" ::"a"(value), "Nd"(port));
}

#define DEFINE_CONTROL_REGISTER(name)                                                    \
    static __always_inline uint32_t read_##name(void)                                    \
    {                                                                                    \
        uint32_t value;                                                                  \
        __asm__ __volatile__("movl %%" #name ", %0" : "=r"(value)::"memory");            \
        return value;                                                                    \
    }                                                                                    \
    static __always_inline void write_##name(uint32_t value)                             \
    {                                                                                    \
        __asm__ __volatile__("movl %0, %%" #name ::"r"(value) : "memory");               \
    }
DEFINE_CONTROL_REGISTER(cr0)
DEFINE_CONTROL_REGISTER(cr2)
DEFINE_CONTROL_REGISTER(cr3)
DEFINE_CONTROL_REGISTER(cr4)
#undef DEFINE_CONTROL_REGISTER

static __always_inline void invlpg(uintptr_t address)
{
    __asm__ __volatile__("invlpg (%0)" ::"r"(address) : "memory");
}

struct cpuid_registers {
    uint32_t eax, ebx, ecx, edx;
};

static __always_inline struct cpuid_registers cpuid(uint32_t leaf, uint32_t subleaf)
{
    struct cpuid_registers r;
    __asm__ __volatile__("cpuid"
                         : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                         : "a"(leaf), "c"(subleaf)
                         : "memory");
    return r;
}

/* Only where CPUID.1:EDX.TSC is set. */
static __always_inline uint64_t rdtsc(void)
{
    uint32_t low, high;
    __asm__ __volatile__("rdtsc" : "=a"(low), "=d"(high)::"memory");
    return (uint64_t)high << 32 | low;
}

/* For a register that is known to exist; arch/cpu/msr.h is for the others. */
static __always_inline uint64_t rdmsr(uint32_t index)
{
    uint32_t low, high;
    __asm__ __volatile__("rdmsr" : "=a"(low), "=d"(high) : "c"(index) : "memory");
    return (uint64_t)high << 32 | low;
}

static __always_inline void wrmsr(uint32_t index, uint64_t value)
{
    __asm__ __volatile__("wrmsr" ::"c"(index), "a"((uint32_t)value),
                         "d"((uint32_t)(value >> 32))
                         : "memory");
}

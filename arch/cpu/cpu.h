/*
 * Per-CPU data. Code reaches the current CPU's through FS, whose segment starts at its
 * struct cpu, and other CPUs' through cpu_by_index(). The index counts the CPUs found,
 * the boot processor first; APIC ids are sparse and never used as an index.
 */
#pragma once

#include <stdint.h>

#include "arch/cpu/cpu_phase.h"
#include "arch/cpu/cpumask.h"
#include "arch/cpu/descriptors.h"
#include "lib/compiler.h"

enum cpu_state {
    CPU_OFF,      /* not started */
    CPU_STARTING, /* the start gate is open for it */
    CPU_ONLINE,   /* loaded its tables and runs C */
    CPU_DEAD,     /* never came, or too late: the start gate is closed */
    CPU_LOST,     /* came up and was given up since (arch/smp/cpu_failure.h) */
};

/* Sizes of the double-fault task's stack, and of a reason not to come up. */
enum { FAULT_STACK_BYTES = 2048, REFUSAL_SIZE = 120 };

struct cpu {
    struct cpu *self; /* FS:0 */
    unsigned index;
    uint32_t apic_id;
    uint32_t state;         /* enum cpu_state */
    uint32_t phase;         /* enum cpu_phase */
    uint32_t takes_nmi;     /* it has an IDT: an NMI does not reset the machine */
    uint32_t heartbeats;    /* grows with progress: each deadline check adds one */
    uintptr_t stack_bottom; /* lowest mapped byte; the page below is unmapped */
    uintptr_t stack_top;
    uintptr_t fault_stack_top;  /* of the double-fault task */
    uint32_t nmi_owed;          /* one more may come whose work is already done */
    uint32_t nmi_count;         /* NMIs without an owner */
    uint32_t nmi_reason;        /* port 0x61 at the last of them (arch/irq/nmi.h) */
    uint32_t spurious_count;    /* interrupts without a handler ... */
    uint32_t spurious_vector;   /* ... and the last one's vector */
    uint32_t apic_error_count;  /* local APIC error interrupts ... */
    uint32_t apic_errors;       /* ... and all their error status bits */
    uint64_t apic_base;         /* IA32_APIC_BASE at start; 0: none */
    uint32_t apic_id_called;    /* the APIC id by which it was started */
    uint32_t stays_out;         /* it has recorded why itself, and halts for good */
    char refusal[REFUSAL_SIZE]; /* why it did not come up; "" if unknown */
    const char *trial; /* the name of the one at work, with CPU_PHASE_TRIAL; lasts */
    struct descriptors descriptors;
};

static __always_inline struct cpu *this_cpu(void)
{
    struct cpu *cpu;
    __asm__("mov %%fs:0, %0" : "=r"(cpu));
    return cpu;
}

static __always_inline unsigned cpu_index(void)
{
    return this_cpu()->index;
}

/* The table of CPUs: cpu_add() appends one (index = count so far) in state CPU_OFF. The
 * memory must be zeroed and is kept for good. */
void cpu_add(struct cpu *cpu, uint32_t apic_id);
unsigned cpu_count(void);
struct cpu *cpu_by_index(unsigned index);

/* CPUs in state CPU_ONLINE. */
extern struct cpumask cpu_online_mask;

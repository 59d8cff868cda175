/*
 * What each CPU has of its own. Code reaches the current CPU's through FS, whose segment
 * starts at its struct cpu; other CPUs' through cpu_by_index(). The index counts the CPUs
 * that were found, the boot processor first; APIC ids are sparse and never used as an index.
 */
#pragma once

#include <stdint.h>

#include "arch/cpu/cpu_phase.h"
#include "arch/cpu/cpumask.h"
#include "arch/cpu/descriptors.h"
#include "lib/compiler.h"

enum cpu_state {
    CPU_OFF,      /* not started */
    CPU_STARTING, /* the trampoline is open for it */
    CPU_ONLINE,   /* took its tables and runs C */
    CPU_DEAD,     /* did not come in time; the door is shut for it */
    CPU_LOST,     /* came, and was given up since (arch/smp/cpu_failure.h) */
};

/* Of the double-fault task's stack; of a reason not to come in. */
enum { FAULT_STACK_BYTES = 2048, REFUSAL_SIZE = 120 };

struct cpu {
    struct cpu *self; /* FS:0 */
    unsigned index;
    uint32_t apic_id;
    uint32_t state;          /* enum cpu_state */
    uint32_t phase;          /* enum cpu_phase */
    uint32_t takes_nmi;      /* it has an IDT: an NMI does not reset the machine */
    uint32_t heartbeats;          /* counts while it gets on: each look at a deadline is one */
    uintptr_t stack_bottom;  /* lowest mapped byte; the page below is not mapped */
    uintptr_t stack_top;
    uintptr_t fault_stack_top; /* of the double-fault task */
    uint32_t nmi_owed;       /* one more may come for what was served already */
    uint32_t nmi_count;      /* NMIs that nobody had asked for */
    uint32_t nmi_reason;     /* port 0x61 at the last of them (arch/irq/nmi.h) */
    uint32_t spurious_count; /* interrupts that nobody handles ... */
    uint32_t spurious_vector; /* ... and the last one's vector */
    uint32_t apic_error_count; /* error interrupts of its local APIC ... */
    uint32_t apic_errors;    /* ... and the bits of all their error statuses */
    uint64_t apic_base;      /* IA32_APIC_BASE as the CPU came with it; 0: none */
    uint32_t apic_id_called; /* the APIC id by which it was started */
    uint32_t stays_out;         /* it has said why itself, and halts for good */
    char refusal[REFUSAL_SIZE]; /* why it did not come in; "" where nobody knows */
    const char *trial;       /* the name of the one at work, with CPU_PHASE_TRIAL; lasts */
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

/* The table of CPUs: cpu_add() appends one (index = count so far) that is CPU_OFF. The
 * memory is zeroed and lasts for ever. */
void cpu_add(struct cpu *cpu, uint32_t apic_id);
unsigned cpu_count(void);
struct cpu *cpu_by_index(unsigned index);

/* CPUs that are CPU_ONLINE. */
extern struct cpumask cpu_online_mask;

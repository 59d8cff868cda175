/*
 * All 256 vectors. Exceptions go to the exception table first, then to a handler if one
 * is set, then to the fatal hook (the kernel's panic screen). Interrupts without a
 * handler go to the stray hook (arch/irq/stray.h).
 */
#pragma once

#include <stdint.h>

/* The frame that arch/cpu/trap_entry.S pushes, lowest address first. Same privilege, so
 * no ESP and SS. */
struct trap_frame {
    uint32_t edi, esi, ebp, esp_at_pusha, ebx, edx, ecx, eax;
    uint32_t vector, error_code; /* error_code is 0 if the CPU pushes none */
    uint32_t eip, cs, eflags;
};

/*
 * As a frame's vector: trap_common resumes it without IRET. Set while paging is off: a
 * hypervisor that interprets code without paging may not support IRET in protected mode
 * (KVM's emulator, arch/x86/kvm/emulate.c, em_iret()), and an expected fault would crash
 * it.
 */
#define TRAP_RESUME_BY_JUMP 0xFFFFFFFFu

/* The interrupted ESP: the frame lies on the interrupted stack. */
#define TRAP_FRAME_ESP(frame) ((uint32_t)(uintptr_t)((frame) + 1))

enum {
    TRAP_DEBUG = 1,
    TRAP_NMI = 2,
    TRAP_INVALID_OPCODE = 6,
    TRAP_DOUBLE_FAULT = 8,
    TRAP_GENERAL_PROTECTION = 13,
    TRAP_PAGE_FAULT = 14,
    TRAP_MACHINE_CHECK = 18,

    /* The 8259s are masked, but also remapped here: a spurious interrupt can still
     * arrive. */
    VECTOR_PIC_MASTER = 0x20,
    VECTOR_PIC_SLAVE = 0x28,

    /* Inter-processor interrupts. One priority class, so that they do not nest. */
    VECTOR_TLB_SHOOTDOWN = 0xF0,
    VECTOR_WAKE = 0xF1,
    VECTOR_PROBE = 0xF2,   /* a probe's own shootdown, wrong on purpose */
    VECTOR_TIMER = 0xF3,   /* local APIC: the watchdog's (kernel/smp/watchdog.h) */
    VECTOR_BENCH = 0xF4,   /* for a benchmark that times an interrupt */
    VECTOR_SAMPLER = 0xF5, /* boot processor's timer (litmus/nmi/sampler.h) */
    VECTOR_APIC_ERROR = 0xFE,
    /* The low nibble must be F on P6 and Pentium; never gets an EOI (SDM vol. 3,
     * 11.9). */
    VECTOR_APIC_SPURIOUS = 0xFF,
};

/* Page-fault error code (SDM vol. 3, 4.7) */
#define FAULT_PRESENT (1u << 0)
#define FAULT_WRITE (1u << 1)
#define FAULT_USER (1u << 2)
#define FAULT_RESERVED (1u << 3)
#define FAULT_FETCH (1u << 4)

typedef void trap_handler(struct trap_frame *frame);

/* Handlers run with interrupts off. An interrupt handler sends its own EOI. */
void trap_set_handler(unsigned vector, trap_handler *handler);

/*
 * A switcher may resume another frame after a trap: it returns the frame to resume (its
 * argument to continue as usual), or NULL if the trap is not its own. It runs before the
 * exception table and before any handler; after NULL, or without a switcher, the trap is
 * handled as usual. A frame that is not resumed stays on its own stack.
 */
typedef struct trap_frame *trap_switcher(struct trap_frame *frame);
void trap_set_switcher(unsigned vector, trap_switcher *switcher);
/* Removes all switchers. */
void traps_forget_switchers(void);

/* Sets the hook for unhandled exceptions. It must not return. */
void trap_set_fatal(trap_handler *fatal);
/* Sets the hook for interrupts without a handler. Both hooks must be set before
 * traps_load(). */
void trap_set_stray(trap_handler *stray);

/* Builds the IDT (once, on the boot processor). */
void traps_init(void);
/* Loads the IDT on the calling CPU; from here on exceptions are handled. */
void traps_load(void);
/* The entry of the double-fault task, for descriptors_load(). */
void double_fault_entry(void);

/* "page fault (14)"; "unexpected vector" above 21. */
const char *trap_name(uint32_t vector);

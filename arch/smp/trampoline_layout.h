/*
 * Offsets of the AP trampoline's parameters in its page, for the assembly that reads them
 * and the C that writes them (arch/smp/trampoline.h has the struct and checks it).
 */
#pragma once

/* The 32-bit half of the code, and the HLT where a CPU stops for good. */
#define TRAMPOLINE_CODE32 0x80
#define TRAMPOLINE_HALT 0x70
#define TRAMPOLINE_PARAMETERS 0xF00

#define TRAMPOLINE_GATE (TRAMPOLINE_PARAMETERS + 0)
#define TRAMPOLINE_APIC_ID (TRAMPOLINE_PARAMETERS + 4)
#define TRAMPOLINE_ENTRY32 (TRAMPOLINE_PARAMETERS + 8)
#define TRAMPOLINE_GDT_POINTER (TRAMPOLINE_PARAMETERS + 16)
#define TRAMPOLINE_CR3 (TRAMPOLINE_PARAMETERS + 24)
#define TRAMPOLINE_CR4 (TRAMPOLINE_PARAMETERS + 28)
#define TRAMPOLINE_EFER (TRAMPOLINE_PARAMETERS + 32)
#define TRAMPOLINE_ENTRY_C (TRAMPOLINE_PARAMETERS + 36)
#define TRAMPOLINE_HAS_BASE (TRAMPOLINE_PARAMETERS + 40)
#define TRAMPOLINE_OTHERS (TRAMPOLINE_PARAMETERS + 44)
#define TRAMPOLINE_OTHER_ID (TRAMPOLINE_PARAMETERS + 48)
#define TRAMPOLINE_IDT_POINTER (TRAMPOLINE_PARAMETERS + 56)
#define TRAMPOLINE_GDT (TRAMPOLINE_PARAMETERS + 64)
#define TRAMPOLINE_IDT (TRAMPOLINE_PARAMETERS + 88)
#define TRAMPOLINE_NMI_STACK (TRAMPOLINE_PARAMETERS + 128)

/*
 * States of the start gate; any other value is the address of the struct cpu that may
 * pass. The boot processor stores CLOSED, or opens a closed gate. The arriving CPU
 * changes open to CLAIMED, and then to NO_NX if it needs NX and has none.
 */
#define TRAMPOLINE_CLOSED 0
#define TRAMPOLINE_CLAIMED 1
#define TRAMPOLINE_NO_NX 2
#define TRAMPOLINE_GATE_STATES 3

/* Stands for an EFER value where the register does not exist. */
#define TRAMPOLINE_NO_EFER 0xFFFFFFFF

/* Offset of the initial ESP in struct cpu (arch/cpu/cpu.h). */
#define TRAMPOLINE_CPU_STACK 32

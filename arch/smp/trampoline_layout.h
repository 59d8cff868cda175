/*
 * Where the parameters of the AP trampoline lie inside its page; shared by the assembly that
 * reads them and the C that writes them (arch/smp/trampoline.h has the struct and checks it).
 */
#pragma once

/* Where the 32-bit half of the code starts, and where a CPU halts for good. */
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
 * The door's states; any other value is the address of the struct cpu for which it is open.
 * Boot processor: to CLOSED, and from CLOSED to open. The CPU that comes: from open to
 * CLAIMED, and on to NO_NX if it cannot go on for want of NX.
 */
#define TRAMPOLINE_CLOSED 0
#define TRAMPOLINE_CLAIMED 1
#define TRAMPOLINE_NO_NX 2
#define TRAMPOLINE_GATE_STATES 3

/* Instead of a value for EFER: there is no such register. */
#define TRAMPOLINE_NO_EFER 0xFFFFFFFF

/* Where in that struct cpu (arch/cpu/cpu.h) the initial ESP is. */
#define TRAMPOLINE_CPU_STACK 32

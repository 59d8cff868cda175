/*
 * Where the parameters of the AP trampoline lie inside its page; shared by the assembly that
 * reads them and the C that writes them (arch/trampoline.h has the struct and checks it).
 */
#pragma once

/* Where the 32-bit half of the code starts. */
#define TRAMPOLINE_CODE32 0x80
#define TRAMPOLINE_PARAMETERS 0xF00

#define TRAMPOLINE_DOOR (TRAMPOLINE_PARAMETERS + 0)
#define TRAMPOLINE_APIC_ID (TRAMPOLINE_PARAMETERS + 4)
#define TRAMPOLINE_ENTRY32 (TRAMPOLINE_PARAMETERS + 8)
#define TRAMPOLINE_GDT_POINTER (TRAMPOLINE_PARAMETERS + 16)
#define TRAMPOLINE_CR3 (TRAMPOLINE_PARAMETERS + 24)
#define TRAMPOLINE_CR4 (TRAMPOLINE_PARAMETERS + 28)
#define TRAMPOLINE_NXE (TRAMPOLINE_PARAMETERS + 32)
#define TRAMPOLINE_STACK (TRAMPOLINE_PARAMETERS + 36)
#define TRAMPOLINE_CPU (TRAMPOLINE_PARAMETERS + 40)
#define TRAMPOLINE_ENTRY_C (TRAMPOLINE_PARAMETERS + 44)
#define TRAMPOLINE_GDT (TRAMPOLINE_PARAMETERS + 64)

/* The door's states. Only BSP: CLOSED -> OPEN, OPEN -> CLOSED; only AP: OPEN -> CLAIMED. */
#define TRAMPOLINE_CLOSED 0
#define TRAMPOLINE_OPEN 1
#define TRAMPOLINE_CLAIMED 2

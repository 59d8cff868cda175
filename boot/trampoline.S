/*
 * Where an application processor wakes: real mode, CS:IP = page:0 of a copy of this code in a
 * page below 1 MiB (arch/smp.c copies it and fills in its parameters, struct trampoline in
 * arch/trampoline.h, at the end of the page).
 *
 * The claim comes first, before anything is touched that another CPU could need: a CPU that
 * wakes late, or that nobody called, finds that the door is not open for its APIC id and
 * halts for good. What it claims is the door's value, its struct cpu: one that claims and is
 * then held up, however long, never comes to the stack of another. Caches are switched on
 * here: INIT leaves CR0.CD and NW as they were, and in QEMU and Bochs they are set.
 */
#include "arch/trampoline_layout.h"

#define CR0_PE (1 << 0)
#define CR0_EM (1 << 2)
#define CR0_TS (1 << 3)
#define CR0_NE (1 << 5)
#define CR0_MP (1 << 1)
#define CR0_WP (1 << 16)
#define CR0_NW (1 << 29)
#define CR0_CD (1 << 30)
#define CR0_PG (1 << 31)

#define CPUID_EXTENDED 0x80000000
#define CPUID_EXTENDED_FEATURES 0x80000001
#define EDX_NX (1 << 20)
#define MSR_EFER 0xC0000080

    .section .rodata.trampoline, "a"
    .balign 16
    .globl trampoline_start, trampoline_end
    .code16
trampoline_start:
    cli
    cld
    movw %cs, %ax
    movw %ax, %ds

    /* The door before the id: whose id it is may change only while the door is shut. */
    movl TRAMPOLINE_DOOR, %ebp
    cmpl $TRAMPOLINE_DOOR_STATES, %ebp
    jb late
    /* Before the Pentium 4 CPUID does not tell: kernel/cpus.c looks again, in C. */
    cmpl $0, TRAMPOLINE_ANY_ID
    jne claim
    movl $1, %eax
    cpuid
    shrl $24, %ebx
    cmpb %bl, TRAMPOLINE_APIC_ID
    jne late
claim:
    movl %ebp, %eax
    movl $TRAMPOLINE_CLAIMED, %ecx
    lock cmpxchgl %ecx, TRAMPOLINE_DOOR
    jne late

    /* Kept for the 32-bit half: EBP, the struct cpu; EDI, the page's linear address. */
    xorl %edi, %edi
    movw %cs, %di
    shll $4, %edi
    lgdtl TRAMPOLINE_GDT_POINTER
    movl %cr0, %eax
    andl $~(CR0_CD | CR0_NW | CR0_EM | CR0_TS), %eax
    orl $(CR0_PE | CR0_NE | CR0_MP), %eax
    movl %eax, %cr0
    /* The offset is the linear address, which only arch/smp.c knows: it patched it in. */
    ljmpl *TRAMPOLINE_ENTRY32

late:
    cli
    hlt
    jmp late

    .code32
    .org TRAMPOLINE_CODE32
    movl $0x10, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss

    movl TRAMPOLINE_CR4(%edi), %eax
    movl %eax, %cr4
    /* NX must be on before the first page table with an NX bit is walked: bit 63 is reserved
     * until EFER.NXE is set (SDM vol. 3, 4.4.2). All of EFER is written: INIT is not said to
     * clear it (SDM vol. 3, table 9-1: other MSRs stay), and with LME paging would be another. */
    movl TRAMPOLINE_EFER(%edi), %esi
    cmpl $TRAMPOLINE_NO_EFER, %esi
    je 2f
    testl %esi, %esi
    jz 1f
    /* Firmware may have switched it off on this CPU alone (IA32_MISC_ENABLE bit 34; Linux
     * arch/x86/kernel/verify_cpu.S), and a fault would be the machine's reset. */
    movl $CPUID_EXTENDED, %eax
    cpuid
    cmpl $CPUID_EXTENDED_FEATURES, %eax
    jb no_nx
    movl $CPUID_EXTENDED_FEATURES, %eax
    cpuid
    testl $EDX_NX, %edx
    jz no_nx
1:  movl %esi, %eax
    xorl %edx, %edx
    movl $MSR_EFER, %ecx
    wrmsr
2:  movl TRAMPOLINE_CR3(%edi), %eax
    movl %eax, %cr3
    movl %cr0, %eax
    orl $(CR0_PG | CR0_WP), %eax
    movl %eax, %cr0
    jmp 3f
3:  movl %ebp, %eax                     /* the argument (-mregparm=3) */
    movl TRAMPOLINE_CPU_STACK(%ebp), %esp
    xorl %ebp, %ebp
    pushl $0                            /* no return address */
    jmp *TRAMPOLINE_ENTRY_C(%edi)

no_nx:
    movl $TRAMPOLINE_NO_NX, TRAMPOLINE_DOOR(%edi)
1:  cli
    hlt
    jmp 1b
trampoline_end:

    .section .note.GNU-stack, "", @progbits

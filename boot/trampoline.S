/*
 * Where an application processor wakes: real mode, CS:IP = page:0 of a copy of this code in a
 * page below 1 MiB (arch/smp/smp.c copies it and fills in its parameters, struct trampoline in
 * arch/smp/trampoline.h, at the end of the page).
 *
 * Who a CPU is, its local APIC's ID register says: IPIs go by that one. CPUID has the id that
 * the hardware gave it, and firmware may have put another one into the register (K8 boards whose
 * I/O APICs take the low ids). The register is at 4 GiB less something, so that protected mode
 * comes first; that needs nothing but registers, and what is in this page is only read.
 *
 * Then the claim, before anything is touched that another CPU could need: a CPU that wakes
 * late, or that nobody called, finds that the door is not open for its APIC id and halts for
 * good. What it claims is the door's value, its struct cpu: one that claims and is then held
 * up, however long, never comes to the stack of another. A CPU that cannot read its id here
 * (its APIC is off, or above 4 GiB) may claim: kernel/smp/cpus.c looks again, in C.
 *
 * Caches are switched on here: INIT leaves CR0.CD and NW as they were, and in QEMU and Bochs
 * they are set. Before that a claim might not be seen by others.
 */
#include "arch/smp/trampoline_layout.h"

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

/* As in arch/irq/apic_path.h and arch/irq/apic.c. */
#define MSR_APIC_BASE 0x1B
#define APIC_BASE_ENABLED (1 << 11)
#define APIC_BASE_X2 (1 << 10)
#define APIC_BASE_DEFAULT 0xFEE00000
#define APIC_BASE_FLAGS 0xFFF
#define APIC_ID 0x20
#define APIC_ID_SHIFT 24
#define MSR_X2APIC_ID 0x802

    .section .rodata.trampoline, "a"
    .balign 16
    .globl trampoline_start, trampoline_end
    .code16
trampoline_start:
    cli
    cld
    movw %cs, %ax
    movw %ax, %ds
    xorl %edi, %edi                     /* EDI, from here on: the page's linear address */
    movw %cs, %di
    shll $4, %edi
    lgdtl TRAMPOLINE_GDT_POINTER
    movl %cr0, %eax
    andl $~(CR0_CD | CR0_NW | CR0_EM | CR0_TS), %eax
    orl $(CR0_PE | CR0_NE | CR0_MP), %eax
    /* Last of all in real mode, which reads an IDT otherwise. From here to the stack an NMI
     * would still be the machine's reset. */
    lidtl TRAMPOLINE_IDT_POINTER
    movl %eax, %cr0
    /* The offset is the linear address, which only arch/smp/smp.c knows: it patched it in. */
    ljmpl *TRAMPOLINE_ENTRY32

    .code32
    /* An NMI comes here too, and stays: it would reset the machine if it had no gate. */
    .org TRAMPOLINE_HALT
stop:
    cli
    hlt
    jmp stop

    .org TRAMPOLINE_CODE32
    movl $0x10, %eax
    movl %eax, %ss
    leal TRAMPOLINE_NMI_STACK(%edi), %esp
    movl %eax, %ds
    movl %eax, %es

    /* The door before the id: whose id it is may change only while the door is shut. */
    movl TRAMPOLINE_GATE(%edi), %ebp    /* EBP, from here on: the struct cpu */
    cmpl $TRAMPOLINE_GATE_STATES, %ebp
    jb stop

    movl $APIC_BASE_DEFAULT, %eax
    cmpl $0, TRAMPOLINE_HAS_BASE(%edi)
    je by_memory
    movl $MSR_APIC_BASE, %ecx
    rdmsr
    testl $APIC_BASE_ENABLED, %eax
    jz claim
    testl $APIC_BASE_X2, %eax
    jnz by_msr
    testl %edx, %edx
    jnz claim
    andl $~APIC_BASE_FLAGS, %eax
by_memory:
    movl APIC_ID(%eax), %eax
    shrl $APIC_ID_SHIFT, %eax
    jmp compare
by_msr:
    movl $MSR_X2APIC_ID, %ecx
    rdmsr
compare:
    cmpl %eax, TRAMPOLINE_APIC_ID(%edi)
    je claim
    movl %eax, TRAMPOLINE_OTHER_ID(%edi)
    lock incl TRAMPOLINE_OTHERS(%edi)
    jmp stop

claim:
    movl %ebp, %eax
    movl $TRAMPOLINE_CLAIMED, %ecx
    lock cmpxchgl %ecx, TRAMPOLINE_GATE(%edi)
    jne stop

    movl TRAMPOLINE_CR4(%edi), %eax
    movl %eax, %cr4
    /* NX must be on before the first page table with an NX bit is walked: bit 63 is reserved
     * until EFER.NXE is set (SDM vol. 3, 4.4.2). All of EFER is as wanted, for with LME paging
     * would be another: the SDM does not say whether INIT clears it (vol. 3, table 10-1; KVM
     * does). What is as wanted already is not written: cpu 0 has not tried that either. */
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
1:  movl $MSR_EFER, %ecx
    rdmsr
    xorl %esi, %eax
    orl %edx, %eax
    jz 2f
    movl %esi, %eax
    xorl %edx, %edx
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
    movl $TRAMPOLINE_NO_NX, TRAMPOLINE_GATE(%edi)
    jmp stop
trampoline_end:

    .section .note.GNU-stack, "", @progbits

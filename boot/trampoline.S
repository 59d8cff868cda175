/*
 * The first code of an application processor: real mode, CS:IP = page:0 of a copy of this
 * code in a page below 1 MiB. arch/smp/smp.c copies it and fills in its parameters,
 * struct trampoline in arch/smp/trampoline.h, at the end of the page.
 *
 * The local APIC's ID register identifies the CPU, because IPIs are addressed by it.
 * CPUID has the id from the hardware, but firmware may have put another one into the
 * register (K8 boards whose I/O APICs take the low ids). The register is just below 4
 * GiB, so the code enters protected mode first. That needs only registers, and only reads
 * this page.
 *
 * Then the CPU claims the start gate, before it touches anything that another CPU could
 * need. A CPU that wakes late, or that was not called, finds that the gate is not open
 * for its APIC id and halts for good. The value it claims is the gate's own, the address
 * of its struct cpu: however long it is delayed afterwards, it never uses another CPU's
 * stack. A CPU that cannot read its id here (its APIC is off, or above 4 GiB) may claim:
 * kernel/smp/cpus.c checks again, in C.
 *
 * Caches are switched on here: INIT leaves CR0.CD and NW as they were, and in QEMU and
 * Bochs they are set. Without caches other CPUs might not see a claim.
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
    /* Last in real mode, which itself needs the real-mode IDT. From here until the stack
     * is set, an NMI would still reset the machine. */
    lidtl TRAMPOLINE_IDT_POINTER
    movl %eax, %cr0
    /* The offset is the linear address; arch/smp/smp.c has filled it in. */
    ljmpl *TRAMPOLINE_ENTRY32

    .code32
    /* An NMI lands here too and stays: without a gate it would reset the machine. */
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

    /* Reads the gate before the id: the id changes only while the gate is closed. */
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
    /* NX must be on before a page table with an NX bit is walked: bit 63 is reserved
     * until EFER.NXE is set (SDM vol. 3, 4.4.2). All of EFER is set, because LME would
     * change the paging mode: the SDM does not say whether INIT clears it (vol. 3, table
     * 10-1; KVM does). An EFER that is already right is not written: cpu 0 does not write
     * it either. */
    movl TRAMPOLINE_EFER(%edi), %esi
    cmpl $TRAMPOLINE_NO_EFER, %esi
    je 2f
    testl %esi, %esi
    jz 1f
    /* Firmware may have disabled NX on this CPU alone (IA32_MISC_ENABLE bit 34; Linux
     * arch/x86/kernel/verify_cpu.S), and a fault would reset the machine. */
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

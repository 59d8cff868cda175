/*
 * From the boot loader to C. Multiboot leaves GDTR, IDTR and ESP undefined, so nothing of the
 * loader's is used: own stack, own segments, caches on, and only a CPU that passed the gate
 * (boot/cpu_gate.S) reaches C. What else it left is taken back in arch/cpu/leftovers.h.
 */
#define EFLAGS_NONE (1 << 1)            /* bit 1 is always set */
#define DR7_NONE (1 << 10)              /* and so is this one; no breakpoint */
#define CR0_MP (1 << 1)
#define CR0_EM (1 << 2)
#define CR0_TS (1 << 3)
#define CR0_NE (1 << 5)
#define CR0_NW (1 << 29)
#define CR0_CD (1 << 30)
#define CR0_PG (1 << 31)

    .text
    .globl _start
_start:
    cli
    cld
    movl $boot_stack_top, %esp
    /* Kept for boot_main(): what kind of loader, and where its information lies. */
    pushl %ebx
    pushl %eax
    /* All flags: with NT set the first IRET that is no return from a trap would be a task's
     * (SDM vol. 3, 8.4), as the interleave engine's is. */
    pushl $EFLAGS_NONE
    popfl
    /* A breakpoint that a loader's debugger left fires here as well, and there is no IDT. */
    movl $DR7_NONE, %eax
    movl %eax, %dr7

    lgdt boot_gdt_pointer
    ljmp $0x08, $1f
1:  movl $0x10, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs

    /* Backtraces end here. */
    xorl %ebp, %ebp
    call cpu_gate

    /* Bochs starts the boot processor with caches off, and silicon may (INIT leaves CD and NW
     * as they are); with NW set coherence is not guaranteed (SDM vol. 3, table 12-5). Paging
     * off, where a loader left it on against the specification: before CR4, whose bits its
     * tables may need. */
    movl %cr0, %eax
    andl $~(CR0_PG | CR0_CD | CR0_NW | CR0_EM | CR0_TS), %eax
    orl $(CR0_NE | CR0_MP), %eax
    movl %eax, %cr0
    /* Nothing of the loader's paging extensions is assumed. */
    xorl %eax, %eax
    movl %eax, %cr4

    /* boot_main(magic, address); arguments go in EAX, EDX, ECX (-mregparm=3). */
    popl %eax
    popl %edx
    call boot_main
2:  cli
    hlt
    jmp 2b

    .section .rodata
    .balign 8
    .globl boot_gdt
boot_gdt:
    .quad 0
    .quad 0x00CF9A000000FFFF    /* 0x08: code, base 0, 4 GiB */
    .quad 0x00CF92000000FFFF    /* 0x10: data, base 0, 4 GiB */
boot_gdt_end:
boot_gdt_pointer:
    .short boot_gdt_end - boot_gdt - 1
    .long boot_gdt

    .section .note.GNU-stack, "", @progbits

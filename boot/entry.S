/*
 * From the boot loader to C. Multiboot leaves GDTR, IDTR and ESP undefined, so lohilo
 * sets up its own stack and segments, enables the caches, and lets only a CPU that passes
 * the gate (boot/cpu_gate.S) reach C. arch/cpu/leftovers.h resets the loader's MSR
 * settings.
 */
#define EFLAGS_NONE (1 << 1)            /* bit 1 is always set */
#define DR7_NONE (1 << 10)              /* so is this one; no breakpoints */
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
    /* Saved for boot_main(): the loader's magic, and the address of its information. */
    pushl %ebx
    pushl %eax
    /* Clears all flags: with NT set, the first IRET that does not return from a trap,
     * such as the interleave engine's, would be a task return (SDM vol. 3, 8.4). */
    pushl $EFLAGS_NONE
    popfl
    /* A breakpoint left by a loader's debugger would fire here too, without an IDT. */
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

    /* Bochs starts the boot processor with caches off, and silicon may (INIT leaves CD
     * and NW as they are); with NW set coherence is not guaranteed (SDM vol. 3, table
     * 12-5). Paging off, in case a loader left it on against the specification; this
     * comes before CR4, whose bits the loader's tables may need. */
    movl %cr0, %eax
    andl $~(CR0_PG | CR0_CD | CR0_NW | CR0_EM | CR0_TS), %eax
    orl $(CR0_NE | CR0_MP), %eax
    movl %eax, %cr0
    /* Assumes no paging extensions of the loader. */
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

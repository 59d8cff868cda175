/* The breaker's entry from a Multiboot 1 loader, and its exit into lohilo. */
#define MULTIBOOT1_HEADER_MAGIC 0x1BADB002
#define MULTIBOOT1_PAGE_ALIGN_MEMORY 3

    .section .multiboot, "a"
    .balign 4
    .long MULTIBOOT1_HEADER_MAGIC
    .long MULTIBOOT1_PAGE_ALIGN_MEMORY
    .long -(MULTIBOOT1_HEADER_MAGIC + MULTIBOOT1_PAGE_ALIGN_MEMORY)

    .text
    .globl _start
_start:
    cli
    cld
    movl $stack_top, %esp
    xorl %ebp, %ebp
    movl %ebx, %eax             /* break_and_boot(information); -mregparm=3 */
    call break_and_boot
1:  cli
    hlt
    jmp 1b

/* leave_to(entry, magic, information) */
    .globl leave_to
leave_to:
    movl %ecx, %ebx
    movl %eax, %ecx
    movl %edx, %eax
    jmp *%ecx

    .bss
    .balign 16
    .skip 16384
stack_top:

    .section .note.GNU-stack, "", @progbits

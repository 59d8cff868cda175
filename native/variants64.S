/*
 * For 64-bit code. litmus/variants/wide.S again. Then the code that gcc 12 makes of
 * litmus/variants/compiled.c in 32-bit code (always the high word first, and no second
 * look), because 64-bit code loads both words at once. Then a stub for the switch between
 * stepped contexts, which a process never makes.
 */
#ifdef __x86_64__
    .text
    .globl read_movq, read_fild, read_u64, read_no_barrier, read_pmd_u64
    .globl interleave_switch
read_movq:
    movq (%rdi), %mm0
    movq %mm0, %rax
    emms
    ret

read_fild:
    fildll (%rdi)
    subq $8, %rsp
    fistpll (%rsp)
    popq %rax
    ret

read_u64:
read_no_barrier:
read_pmd_u64:
    movl 4(%rdi), %edx
    movl (%rdi), %eax
    shlq $32, %rdx
    orq %rdx, %rax
    ret

interleave_switch:
    ud2
#endif
    .section .note.GNU-stack, "", @progbits

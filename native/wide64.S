/*
 * For 64-bit code: litmus/legs/wide.S again, and what takes the place of the switch
 * between stepped contexts, which a process never makes.
 */
#ifdef __x86_64__
    .text
    .globl read_movq, read_fild, interleave_switch
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

interleave_switch:
    ud2
#endif
    .section .note.GNU-stack, "", @progbits

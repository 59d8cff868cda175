/*
 * pte_t read_movq(const pte_t *), pte_t read_fild(const pte_t *): one load of 8 bytes
 * without a lock, by MMX and by the x87. An aligned one is a single access since the
 * Pentium (SDM vol. 3, 9.1.1). Argument in EAX, result in EDX:EAX. They change the
 * floating-point state: for CPUs that keep none (litmus/variants/wide.h).
 */
    .text

    .balign 16
    .globl read_movq
    .type read_movq, @function
read_movq:
    movq (%eax), %mm0
    movd %mm0, %eax
    psrlq $32, %mm0
    movd %mm0, %edx
    emms                        /* the x87 gets its registers back */
    ret
    .size read_movq, . - read_movq

    /* Exact: the x87's own format has 64 bits of mantissa. */
    .balign 16
    .globl read_fild
    .type read_fild, @function
read_fild:
    fildll (%eax)
    subl $8, %esp
    fistpll (%esp)
    popl %eax
    popl %edx
    ret
    .size read_fild, . - read_fild

    .section .note.GNU-stack, "", @progbits

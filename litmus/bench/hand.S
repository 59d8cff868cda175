/*
 * Reads of an entry in assembly, for comparison with the compiler's code
 * (litmus/bench/read.c). Argument in EAX, result in EDX:EAX. native/hand64.S has the same
 * in 64-bit code.
 */
    .text

/* The cost of a call. */
    .balign 16
    .globl hand_nothing
    .type hand_nothing, @function
hand_nothing:
    ret
    .size hand_nothing, . - hand_nothing

/* Low, high, low again. */
    .balign 16
    .globl hand_lockless
    .type hand_lockless, @function
hand_lockless:
    movl %eax, %ecx
1:  movl (%ecx), %eax
    movl 4(%ecx), %edx
    cmpl (%ecx), %eax
    jne 1b
    ret
    .size hand_lockless, . - hand_lockless

/* Both words without a second look: a control's read. */
    .balign 16
    .globl hand_pair
    .type hand_pair, @function
hand_pair:
    movl 4(%eax), %edx
    movl (%eax), %eax
    ret
    .size hand_pair, . - hand_pair

    .balign 16
    .globl hand_cmpxchg8b
    .type hand_cmpxchg8b, @function
hand_cmpxchg8b:
    pushl %ebx
    pushl %esi
    movl %eax, %esi
    xorl %eax, %eax
    xorl %edx, %edx
    xorl %ebx, %ebx
    xorl %ecx, %ecx
    lock; cmpxchg8b (%esi)
    popl %esi
    popl %ebx
    ret
    .size hand_cmpxchg8b, . - hand_cmpxchg8b

/* One load by SSE2; needs CR4.OSFXSR. */
    .balign 16
    .globl hand_sse2
    .type hand_sse2, @function
hand_sse2:
    movq (%eax), %xmm0
    movd %xmm0, %eax
    psrlq $32, %xmm0
    movd %xmm0, %edx
    ret
    .size hand_sse2, . - hand_sse2

/* void hand_sweep_...(const pte_t *ptep, const pte_t *end): reads one entry after the
 * other, without calls. */
    .balign 64
    .globl hand_sweep_lockless
    .type hand_sweep_lockless, @function
hand_sweep_lockless:
    pushl %ebx
    .balign 16
1:  movl (%eax), %ecx
    movl 4(%eax), %ebx
    cmpl (%eax), %ecx
    jne 1b
    addl $8, %eax
    cmpl %edx, %eax
    jne 1b
    popl %ebx
    ret
    .size hand_sweep_lockless, . - hand_sweep_lockless

    .balign 64
    .globl hand_sweep_pair
    .type hand_sweep_pair, @function
hand_sweep_pair:
    pushl %ebx
    .balign 16
1:  movl (%eax), %ecx
    movl 4(%eax), %ebx
    addl $8, %eax
    cmpl %edx, %eax
    jne 1b
    popl %ebx
    ret
    .size hand_sweep_pair, . - hand_sweep_pair

    .balign 64
    .globl hand_sweep_cmpxchg8b
    .type hand_sweep_cmpxchg8b, @function
hand_sweep_cmpxchg8b:
    pushl %ebx
    pushl %esi
    pushl %edi
    movl %eax, %esi
    movl %edx, %edi
    xorl %ebx, %ebx
    xorl %ecx, %ecx
    .balign 16
1:  xorl %eax, %eax
    xorl %edx, %edx
    lock; cmpxchg8b (%esi)
    addl $8, %esi
    cmpl %edi, %esi
    jne 1b
    popl %edi
    popl %esi
    popl %ebx
    ret
    .size hand_sweep_cmpxchg8b, . - hand_sweep_cmpxchg8b

    .section .note.GNU-stack, "", @progbits

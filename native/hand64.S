/* litmus/bench/hand.S in 64-bit code: argument in RDI, result in RAX. */
#ifdef __x86_64__
    .text
    .globl hand_nothing, hand_lockless, hand_pair, hand_cmpxchg8b, hand_sse2
    .globl hand_sweep_lockless, hand_sweep_pair, hand_sweep_cmpxchg8b

    .balign 16
hand_nothing:
    ret

    .balign 16
hand_lockless:
1:  movl (%rdi), %eax
    movl 4(%rdi), %edx
    cmpl (%rdi), %eax
    jne 1b
    shlq $32, %rdx
    orq %rdx, %rax
    ret

    .balign 16
hand_pair:
    movl (%rdi), %eax
    movl 4(%rdi), %edx
    shlq $32, %rdx
    orq %rdx, %rax
    ret

    .balign 16
hand_cmpxchg8b:
    pushq %rbx
    xorl %eax, %eax
    xorl %edx, %edx
    xorl %ebx, %ebx
    xorl %ecx, %ecx
    lock; cmpxchg8b (%rdi)
    shlq $32, %rdx
    orq %rdx, %rax
    popq %rbx
    ret

    .balign 16
hand_sse2:
    movq (%rdi), %xmm0
    movq %xmm0, %rax
    ret

    .balign 64
hand_sweep_lockless:
1:  movl (%rdi), %eax
    movl 4(%rdi), %edx
    cmpl (%rdi), %eax
    jne 1b
    addq $8, %rdi
    cmpq %rsi, %rdi
    jne 1b
    ret

    .balign 64
hand_sweep_pair:
1:  movl (%rdi), %eax
    movl 4(%rdi), %edx
    addq $8, %rdi
    cmpq %rsi, %rdi
    jne 1b
    ret

    .balign 64
hand_sweep_cmpxchg8b:
    pushq %rbx
    xorl %ebx, %ebx
    xorl %ecx, %ecx
    .balign 16
1:  xorl %eax, %eax
    xorl %edx, %edx
    lock; cmpxchg8b (%rdi)
    addq $8, %rdi
    cmpq %rsi, %rdi
    jne 1b
    popq %rbx
    ret
#endif
    .section .note.GNU-stack, "", @progbits

/*
 * The entry of a process and of a thread, and the ways into and out of the operating
 * system. There is no C library: the code that runs here is the code that runs in the
 * kernel.
 */
#ifdef __x86_64__

    .text
    .globl _start
_start:
    xorl %ebp, %ebp
    movq %rsp, %rdi             /* argc, argv */
    leaq boot_stack_top(%rip), %rsp
    call native_start
    ud2

/* long system_call(number, a, b, c, d, e, f) */
    .globl system_call
system_call:
    movq %rdi, %rax
    movq %rsi, %rdi
    movq %rdx, %rsi
    movq %rcx, %rdx
    movq %r8, %r10
    movq %r9, %r8
    movq 8(%rsp), %r9
    syscall
    ret

/* long thread_start(flags, stack): a function and its argument are on the stack */
    .globl thread_start
thread_start:
    xorl %edx, %edx
    xorl %r10d, %r10d
    xorl %r8d, %r8d
    movl $56, %eax              /* clone */
    syscall
    testq %rax, %rax
    jz 1f
    ret
1:  popq %rax
    popq %rdi
    xorl %ebp, %ebp
    call *%rax
    ud2

    .globl signal_return
signal_return:
    movl $15, %eax              /* rt_sigreturn */
    syscall

#else

    .text
    .globl _start
_start:
    xorl %ebp, %ebp
    movl %esp, %eax             /* argc, argv */
    movl $boot_stack_top, %esp
    call native_start
    ud2

/* long system_call(number, a, b, c, d, e, f), all on the stack */
    .globl system_call
system_call:
    pushl %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    movl 20(%esp), %eax
    movl 24(%esp), %ebx
    movl 28(%esp), %ecx
    movl 32(%esp), %edx
    movl 36(%esp), %esi
    movl 40(%esp), %edi
    movl 44(%esp), %ebp
    int $0x80
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret

/* long thread_start(flags, stack), both on the stack; on the new stack are a function and
 * its argument */
    .globl thread_start
thread_start:
    pushl %ebx
    pushl %esi
    pushl %edi
    movl 16(%esp), %ebx
    movl 20(%esp), %ecx
    xorl %edx, %edx
    xorl %esi, %esi
    xorl %edi, %edi
    movl $120, %eax             /* clone */
    int $0x80
    testl %eax, %eax
    jz 1f
    popl %edi
    popl %esi
    popl %ebx
    ret
1:  popl %edx
    popl %eax
    xorl %ebp, %ebp
    call *%edx
    ud2

    .globl signal_return
signal_return:
    movl $173, %eax             /* rt_sigreturn */
    int $0x80

#endif

    .bss
    .balign 4096
    .globl boot_stack_bottom, boot_stack_top
boot_stack_bottom:
    .skip 65536
boot_stack_top:

    .section .note.GNU-stack, "", @progbits

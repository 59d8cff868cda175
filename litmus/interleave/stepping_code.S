/*
 * void stepping_code(void *argument): the instructions that litmus/interleave/stepping.h
 * steps. EAX points to 16 bytes of memory for them. Their names are in stepping.c.
 * stepping_stops: the address of each expected trap.
 */
    .text
    .balign 16
    .globl stepping_code
stepping_code:
    nop
1:  movl (%eax), %ecx
2:  movl %ecx, 4(%eax)
3:  lock; xaddl %ecx, (%eax)
4:  lock; cmpxchg8b 8(%eax)
5:  cli
6:  sti
7:  pushfl
8:  popfl
9:  call 20f
11: cmpl %eax, %eax
12: je 13f
    ud2
13: jmp 14f
20: ret
14: int $1                      /* not reached if each of them traps */
stepping_after:
    ud2

    .section .rodata
    .balign 4
    .globl stepping_stops, stepping_end
stepping_stops:
    .long 1b, 2b, 3b, 4b, 5b, 6b, 7b, 8b, 9b, 20b, 11b, 12b, 13b, 14b
stepping_end:
    .long stepping_after

    .section .note.GNU-stack, "", @progbits

/*
 * One stub a vector: it makes every frame look alike (struct trap_frame in
 * arch/cpu/traps.h) by pushing a zero where the CPU pushes no error code (SDM vol. 3,
 * table 6-1), then the vector. Each stub is 16 bytes, so that the IDT is filled by
 * counting.
 */
#define FRAME_VECTOR 32 /* struct trap_frame, after what PUSHA pushed */
#define TRAP_RESUME_BY_JUMP 0xFFFFFFFF

    .text
    .balign 16
    .globl trap_stubs
trap_stubs:
    .set vector, 0
    .rept 256
    .balign 16
    .if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21)
    pushl $0
    .endif
    pushl $vector
    jmp trap_common
    .set vector, vector + 1
    .endr

    .balign 16
trap_common:
    pushal
    cld
    movl %esp, %eax             /* the argument (-mregparm=3) */
    call trap_dispatch
    movl %eax, %esp             /* the frame to resume: mostly the same */
    cmpl $TRAP_RESUME_BY_JUMP, FRAME_VECTOR(%esp)
    popal
    leal 8(%esp), %esp
    je 1f
    iret
1:  pushl 8(%esp)               /* EFLAGS; then EIP, and past CS and EFLAGS */
    popfl
    ret $8

    .globl double_fault_entry
double_fault_entry:
    /* The task switch left the error code (0) on this stack, and the old state in the old
     * task's TSS. */
    call double_fault
1:  cli
    hlt
    jmp 1b

    .section .note.GNU-stack, "", @progbits

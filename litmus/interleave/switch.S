/*
 * void interleave_switch(struct trap_frame *to, struct trap_frame **from)
 *
 * Builds a frame of the caller as a trap would (arch/cpu/trap_entry.S), stores its
 * address in *from, and resumes `to`. Returns when a trap resumes *from.
 */
    .text
    .balign 16
    .globl interleave_switch
interleave_switch:
    pushfl
    pushl %cs
    pushl $1f
    subl $8, %esp               /* vector and error code, both unused */
    pushal
    movl %esp, (%edx)
    movl %eax, %esp
    popal
    addl $8, %esp
    iret
1:  ret

    .section .note.GNU-stack, "", @progbits

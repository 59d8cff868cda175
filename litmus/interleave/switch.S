/*
 * void interleave_switch(struct trap_frame *to, struct trap_frame **from): leaves a frame
 * of its own, as a trap would have (arch/cpu/trap_entry.S), in *from, and resumes `to`. It
 * returns when a trap resumes *from.
 */
    .text
    .balign 16
    .globl interleave_switch
interleave_switch:
    pushfl
    pushl %cs
    pushl $1f
    subl $8, %esp               /* vector and error code: nobody looks */
    pushal
    movl %esp, (%edx)
    movl %eax, %esp
    popal
    addl $8, %esp
    iret
1:  ret

    .section .note.GNU-stack, "", @progbits

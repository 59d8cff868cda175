/*
 * The CPU gate: before any C runs, it rejects a CPU that cannot run lohilo, with the
 * reason on the screen and on COM1. Otherwise an unknown instruction would reset the
 * machine.
 *
 * Needed: CPUID, PAE, CX8 (CMPXCHG8B). A local APIC is not needed: without one lohilo
 * runs on one CPU and says so. A Pentium M (Intel's family 6 model 9 or 13) has PAE but
 * hides its CPUID bit (Linux arch/x86/boot/cpucheck.c, check_cpu), so it may pass; C code
 * decides by the option `forcepae`. VIA's C3 has the same family and model, and no PAE.
 *
 * Clobbers everything but ESP. Returns if the CPU may continue.
 */
#define EFLAGS_AC (1 << 18)
#define EFLAGS_ID (1 << 21)
#define EDX_PAE (1 << 6)
#define EDX_CX8 (1 << 8)

#define VENDOR_GENU 0x756E6547      /* the first four letters of GenuineIntel */
#define PENTIUM_M_9 0x690
#define PENTIUM_M_13 0x6D0

#define COM1 0x3F8
#define UART_LINE_STATUS 5
#define UART_THR_EMPTY 0x20
#define VGA_TEXT 0xB8000
#define VGA_ROW_BYTES 160
#define DEBUG_EXIT 0xF4
#define DEBUG_EXIT_ERROR 3

    .text
    .globl cpu_gate
cpu_gate:
    movl $message_386, %esi
    movl $EFLAGS_AC, %ecx
    call flag_sticks
    jz refuse
    movl $message_cpuid, %esi
    movl $EFLAGS_ID, %ecx
    call flag_sticks
    jz refuse

    xorl %eax, %eax
    cpuid
    movl $message_leaf, %esi
    testl %eax, %eax
    jz refuse
    movl $1, %eax
    cpuid
    movl $message_cx8, %esi
    testl $EDX_CX8, %edx
    jz refuse
    testl $EDX_PAE, %edx
    jnz 1f
    andl $0x0FFF0FF0, %eax      /* family and model with their extensions */
    movl $message_pae, %esi
    cmpl $PENTIUM_M_9, %eax
    je pentium_m
    cmpl $PENTIUM_M_13, %eax
    jne refuse
pentium_m:
    xorl %eax, %eax
    cpuid
    cmpl $VENDOR_GENU, %ebx
    jne refuse
1:  ret

/* ECX: one EFLAGS bit. Returns ZF clear if it can be changed. Clobbers EAX, EDX. */
flag_sticks:
    pushfl
    popl %eax
    movl %eax, %edx
    xorl %ecx, %eax
    pushl %eax
    popfl
    pushfl
    popl %eax
    pushl %edx
    popfl
    xorl %edx, %eax
    testl %ecx, %eax
    ret

/* ESI: the missing feature. Prints it and stops for good. */
refuse:
    movl %esi, %ebp
    movl $VGA_TEXT, %edi
    movl $(80 * 25), %ecx
    movl $0x0720, %eax
    rep stosw
    call serial_start
    movl $VGA_TEXT, %edi
    movl $message_ktap, %esi
    call say
    movl $message_bail, %esi
    call say_word
    movl %ebp, %esi
    call say
    movl $message_verdict, %esi
    call say_word
    movl %ebp, %esi
    call say
    /* QEMU exits only if its user added isa-debug-exit; elsewhere the port is unused. */
    movb $DEBUG_EXIT_ERROR, %al
    outb %al, $DEBUG_EXIT
1:  cli
    hlt
    jmp 1b

/* 115200 8N1, FIFO unchanged. */
serial_start:
    movl $serial_setup, %esi
    movl $4, %ecx
1:  lodsb
    movzbl %al, %edx
    addl $COM1, %edx
    lodsb
    outb %al, %dx
    loop 1b
    ret

/* ESI: text. Prints it and ends the line. EDI: screen position, moved to the next
 * line. */
say:
    call say_word
    movb $13, %al
    call serial_byte
    movb $10, %al
    call serial_byte
    movl %edi, %eax
    subl $VGA_TEXT, %eax
    xorl %edx, %edx
    movl $VGA_ROW_BYTES, %ecx
    divl %ecx
    incl %eax
    mull %ecx
    leal VGA_TEXT(%eax), %edi
    ret

say_word:
    lodsb
    testb %al, %al
    jz 1f
    movb %al, (%edi)
    addl $2, %edi
    call serial_byte
    jmp say_word
1:  ret

/* Sends the byte in AL. Polls the UART at most 65536 times. If it is not ready by then,
 * as an absent one that reads 0, it is not asked again. */
serial_byte:
    cmpb $0, serial_dead
    jne 2f
    movb %al, %bl
    movl $0x10000, %ecx
    movl $(COM1 + UART_LINE_STATUS), %edx
1:  inb %dx, %al
    testb $UART_THR_EMPTY, %al
    loopz 1b
    jz 1f
    movb %bl, %al
    movl $COM1, %edx
    outb %al, %dx
    ret
1:  movb $1, serial_dead
2:  ret

    .data
serial_dead:
    .byte 0

    .section .rodata
serial_setup:
    .byte 3, 0x80               /* divisor latch */
    .byte 0, 1                  /* 115200 baud */
    .byte 1, 0
    .byte 3, 0x03               /* 8N1 */
message_ktap:
    .asciz "KTAP version 1"
message_bail:
    .asciz "Bail out! lohilo cannot run: "
message_verdict:
    .asciz "# verdict ERROR "
message_386:
    .asciz "this CPU is a 80386 (EFLAGS.AC does not stick); PAE needs a Pentium Pro or later"
message_cpuid:
    .asciz "this CPU has no CPUID (EFLAGS.ID does not stick); PAE needs a Pentium Pro or later"
message_leaf:
    .asciz "this CPU's CPUID has no leaf 1; PAE needs a Pentium Pro or later"
message_cx8:
    .asciz "this CPU has no CMPXCHG8B (CPUID.1:EDX.CX8, bit 8)"
message_pae:
    .asciz "this CPU has no PAE (CPUID.1:EDX.PAE, bit 6)"

    .section .note.GNU-stack, "", @progbits

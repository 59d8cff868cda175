/* See ap_start.h. Copied to AP_START_PAGE, so addresses are relative to that page. */
#include "tests/firmware/ap_start.h"

#define CR0_PE (1 << 0)
#define CR0_NW (1 << 29)
#define CR0_CD (1 << 30)
#define SELECTOR_CODE 0x08
#define SELECTOR_DATA 0x10
#define AT(label) (AP_START_PAGE + label - ap_start_code)

    .section .rodata.ap_start, "a"
    .globl ap_start_code, ap_start_parameters, ap_start_end
    .balign 16
    .code16
ap_start_code:
    cli
    cld
    movw %cs, %ax
    movw %ax, %ds
    lgdtl gdt_pointer - ap_start_code
    movl %cr0, %eax
    andl $~(CR0_CD | CR0_NW), %eax
    orl $CR0_PE, %eax
    movl %eax, %cr0
    ljmpl $SELECTOR_CODE, $AT(in_32_bits)
    .code32
in_32_bits:
    movl $SELECTOR_DATA, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl AT(ap_start_parameters), %esp
    xorl %ebp, %ebp
    pushl $0                        /* no return address */
    jmp *AT(ap_start_parameters) + 4

    .balign 8
gdt:
    .quad 0
    .quad 0x00CF9A000000FFFF
    .quad 0x00CF92000000FFFF
gdt_pointer:
    .short gdt_pointer - gdt - 1
    .long AT(gdt)
    .balign 4
ap_start_parameters:
    .long 0, 0
    .org ap_start_code + AP_START_SIZE
ap_start_end:

    .section .note.GNU-stack, "", @progbits

/*
 * Instructions that may fault. Each names where to continue; the handler leaves the
 * vector in EAX and the error code in EDX, so that a fault is a result like any other.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/compiler.h"

/* No exception has this number. */
#define NO_FAULT 0xFFFFFFFFu

struct fault {
    uint32_t vector;     /* NO_FAULT, or the exception */
    uint32_t error_code; /* 0 for exceptions that push no code */
};

/* For use inside an asm statement: the instruction at label 1 may fault, and then
 * continues at label 2 with EAX = vector and EDX = error code. */
#define MAY_FAULT                                                                        \
    ".pushsection .extable, \"a\"\n\t.balign 4\n\t.long 1b, 2b\n\t.popsection\n\t"

/* One MOV to CR3, which may fault where a PDPTE has a reserved bit set (SDM vol. 3,
 * 4.4.1). */
static __always_inline struct fault try_write_cr3(uint32_t cr3)
{
    struct fault fault = { NO_FAULT, 0 };
    __asm__ __volatile__("1: mov %2, %%cr3\n2:\n\t" MAY_FAULT
                         : "+a"(fault.vector), "+d"(fault.error_code)
                         : "r"((uintptr_t)cr3)
                         : "memory");
    return fault;
}

/* The same for CR4, where the CPU may not know a bit. */
static __always_inline struct fault try_write_cr4(uint32_t cr4)
{
    struct fault fault = { NO_FAULT, 0 };
    __asm__ __volatile__("1: movl %2, %%cr4\n2:\n\t" MAY_FAULT
                         : "+a"(fault.vector), "+d"(fault.error_code)
                         : "r"(cr4)
                         : "memory");
    return fault;
}

/* The same for CR0: with PG it loads the PDPTEs (SDM vol. 3, 4.4.1), and a hypervisor
 * without PAE paging refuses it. */
static __always_inline struct fault try_write_cr0(uint32_t cr0)
{
    struct fault fault = { NO_FAULT, 0 };
    __asm__ __volatile__("1: movl %2, %%cr0\n2:\n\t" MAY_FAULT
                         : "+a"(fault.vector), "+d"(fault.error_code)
                         : "r"(cr0)
                         : "memory");
    return fault;
}

/*
 * Executes one instruction in a page that may be unmapped or not executable.
 * EXECUTE_PROBE_CODE must be at the address: JMP *%EBX, back to the caller. The fault's
 * EIP is then the address itself, which is not in the table.
 */
#define EXECUTE_PROBE_CODE 0x0000E3FFu /* FF E3 */
struct fault try_execute(uintptr_t address);

struct trap_frame;
/* If the frame's instruction is in the table: moves the frame's EIP to the continuation,
 * and returns true. */
bool exception_table_fixup(struct trap_frame *frame);

/* One 32-bit read or write that may fault. *value is unchanged after a fault. */
static __always_inline struct fault try_read32(const volatile void *address,
                                               uint32_t *value)
{
    struct fault fault = { NO_FAULT, 0 };
    uint32_t word = *value;
    __asm__ __volatile__("1: movl (%3), %2\n2:\n\t" MAY_FAULT
                         : "+a"(fault.vector), "+d"(fault.error_code), "+r"(word)
                         : "r"(address)
                         : "memory");
    *value = word;
    return fault;
}

static __always_inline struct fault try_write32(volatile void *address, uint32_t value)
{
    struct fault fault = { NO_FAULT, 0 };
    __asm__ __volatile__("1: movl %2, (%3)\n2:\n\t" MAY_FAULT
                         : "+a"(fault.vector), "+d"(fault.error_code)
                         : "r"(value), "r"(address)
                         : "memory");
    return fault;
}

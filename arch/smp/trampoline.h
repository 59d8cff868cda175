/*
 * The parameters that arch/smp/smp.c leaves for an application processor in the
 * trampoline page (code: boot/trampoline.S). The page is written through a read-write
 * alias and run through a read-execute identity mapping.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/cpu.h"
#include "arch/smp/trampoline_layout.h"

struct trampoline {
    uint32_t start_gate; /* a state, or the struct cpu of the one CPU that may pass */
    uint32_t apic_id;    /* the APIC id of that CPU */
    uint32_t entry32;    /* linear address of the 32-bit half ... */
    uint16_t entry32_selector, pad0;  /* ... the operand of an indirect far jump */
    uint16_t gdt_limit, gdt_base_low; /* the operand of LGDT: limit, then 32-bit base */
    uint16_t gdt_base_high, pad1;
    uint32_t cr3, cr4;
    uint32_t efer;    /* low word of EFER, before paging goes on; or TRAMPOLINE_NO_EFER */
    uint32_t entry_c; /* void (*)(struct cpu *), never returns */
    uint32_t has_base; /* not 0: IA32_APIC_BASE exists */
    /* Written by CPUs that came while the gate was open for another one: their number,
     * and the APIC id of the last. */
    uint32_t others, other_id, pad2;
    uint16_t idt_limit, idt_base_low; /* the operand of LIDT */
    uint16_t idt_base_high, pad3;
    uint64_t gdt[3] __attribute__((aligned(8))); /* null, code, data */
    uint64_t idt[3];                             /* one gate, for NMIs */
    uint64_t nmi_stack[2]; /* an NMI pushes its frame here; it is never read */
};

#define TRAMPOLINE_FIELD_IS_AT(field, place)                                             \
    _Static_assert(TRAMPOLINE_PARAMETERS + offsetof(struct trampoline, field) ==         \
                       (place),                                                          \
                   "boot/trampoline.S reads " #field " elsewhere")
TRAMPOLINE_FIELD_IS_AT(start_gate, TRAMPOLINE_GATE);
TRAMPOLINE_FIELD_IS_AT(apic_id, TRAMPOLINE_APIC_ID);
TRAMPOLINE_FIELD_IS_AT(entry32, TRAMPOLINE_ENTRY32);
TRAMPOLINE_FIELD_IS_AT(gdt_limit, TRAMPOLINE_GDT_POINTER);
TRAMPOLINE_FIELD_IS_AT(cr3, TRAMPOLINE_CR3);
TRAMPOLINE_FIELD_IS_AT(cr4, TRAMPOLINE_CR4);
TRAMPOLINE_FIELD_IS_AT(efer, TRAMPOLINE_EFER);
TRAMPOLINE_FIELD_IS_AT(entry_c, TRAMPOLINE_ENTRY_C);
TRAMPOLINE_FIELD_IS_AT(has_base, TRAMPOLINE_HAS_BASE);
TRAMPOLINE_FIELD_IS_AT(others, TRAMPOLINE_OTHERS);
TRAMPOLINE_FIELD_IS_AT(other_id, TRAMPOLINE_OTHER_ID);
TRAMPOLINE_FIELD_IS_AT(idt_limit, TRAMPOLINE_IDT_POINTER);
TRAMPOLINE_FIELD_IS_AT(gdt, TRAMPOLINE_GDT);
TRAMPOLINE_FIELD_IS_AT(idt, TRAMPOLINE_IDT);
_Static_assert(TRAMPOLINE_PARAMETERS + sizeof(struct trampoline) == TRAMPOLINE_NMI_STACK,
               "boot/trampoline.S takes another end of nmi_stack");
#undef TRAMPOLINE_FIELD_IS_AT
/* A 64-bit process (native/) starts no CPU this way. */
_Static_assert(sizeof(void *) != 4 ||
                   offsetof(struct cpu, stack_top) == TRAMPOLINE_CPU_STACK,
               "boot/trampoline.S reads stack_top elsewhere");

#include "arch/cpu/descriptors.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"

/* Access bytes with the flags nibble, as in bits 40-55 of a descriptor (SDM vol. 3,
 * 3.4.5). */
#define FLAT_CODE 0xC09A
#define FLAT_DATA 0xC092
#define BYTE_DATA 0x4092
#define TASK_AVAILABLE 0x0089

static uint64_t descriptor(uint32_t base, uint32_t limit, uint32_t access)
{
    uint32_t low = (base << 16) | (limit & 0xFFFF);
    uint32_t high = (base & 0xFF000000) | (limit & 0xF0000) | (access << 8 & 0xF0FF00) |
                    (base >> 16 & 0xFF);
    return (uint64_t)high << 32 | low;
}

void descriptors_set_fault_cr3(struct cpu *cpu, uint32_t cr3)
{
    cpu->descriptors.fault_task.cr3 = cr3;
}

static uint64_t task_descriptor(const struct task_state *task)
{
    return descriptor((uintptr_t)task, sizeof(*task) - 1, TASK_AVAILABLE);
}

/* LTR needs an available task, and marks it as busy. */
static void load_task(struct descriptors *d)
{
    d->gdt[SELECTOR_TASK / 8] = task_descriptor(&d->task);
    d->gdt[SELECTOR_FAULT_TASK / 8] = task_descriptor(&d->fault_task);
    __asm__ __volatile__("ltr %w0" ::"r"(SELECTOR_TASK) : "memory");
}

void descriptors_leave_fault_task(struct cpu *cpu)
{
    load_task(&cpu->descriptors);
}

static void fill(struct cpu *cpu, void (*handler)(void))
{
    struct descriptors *d = &cpu->descriptors;

    d->gdt[SELECTOR_CODE / 8] = descriptor(0, 0xFFFFF, FLAT_CODE);
    d->gdt[SELECTOR_DATA / 8] = descriptor(0, 0xFFFFF, FLAT_DATA);
    d->gdt[SELECTOR_CPU / 8] = descriptor((uintptr_t)cpu, sizeof(*cpu) - 1, BYTE_DATA);

    d->task.io_map = sizeof(d->task);
    d->fault_task.io_map = sizeof(d->fault_task);
    d->fault_task.eip = (uintptr_t)handler;
    d->fault_task.esp = cpu->fault_stack_top;
    d->fault_task.eflags = 2; /* bit 1 is always set; interrupts off */
    d->fault_task.cs = SELECTOR_CODE;
    d->fault_task.ss = d->fault_task.ds = d->fault_task.es = SELECTOR_DATA;
    d->fault_task.fs = SELECTOR_CPU;
}

void descriptors_load(struct cpu *cpu, uint32_t cr3, void (*handler)(void))
{
    struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) pointer = {
        sizeof(cpu->descriptors.gdt) - 1,
        (uintptr_t)cpu->descriptors.gdt,
    };

    fill(cpu, handler);
    descriptors_set_fault_cr3(cpu, cr3);
    __asm__ __volatile__("lgdt %0\n\t"
                         "ljmp %1, $1f\n"
                         "1:\n\t"
                         "movl %2, %%ds\n\t"
                         "movl %2, %%es\n\t"
                         "movl %2, %%ss\n\t"
                         "movl %3, %%fs\n\t"
                         "movl %4, %%gs"
                         :
                         : "m"(pointer), "i"(SELECTOR_CODE), "r"(SELECTOR_DATA),
                           "r"(SELECTOR_CPU), "r"(0)
                         : "memory");
    load_task(&cpu->descriptors);
}

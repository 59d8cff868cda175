/*
 * Segments and task states (SDM vol. 3, 3.4 and 8.2). Each CPU has its own GDT, so that
 * one selector means "my FS segment" and "my double-fault task" everywhere. A double
 * fault is a task switch: in ring 0 nothing else survives a stack that ran into its guard
 * page.
 */
#pragma once

#include <stdint.h>

#define SELECTOR_CODE 0x08
#define SELECTOR_DATA 0x10
#define SELECTOR_CPU 0x18
#define SELECTOR_TASK 0x20
#define SELECTOR_FAULT_TASK 0x28

/* 32-bit task state segment. The selectors are 16 bits in 32-bit slots. */
struct task_state {
    uint32_t back_link;
    uint32_t esp0, ss0, esp1, ss1, esp2, ss2;
    uint32_t cr3, eip, eflags;
    uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
    uint32_t es, cs, ss, ds, fs, gs;
    uint32_t ldt;
    uint16_t debug_trap, io_map;
};
_Static_assert(sizeof(struct task_state) == 104, "SDM vol. 3, figure 8-2");

struct descriptors {
    uint64_t gdt[6] __attribute__((aligned(8)));
    struct task_state task;       /* holds the interrupted state after a double fault */
    struct task_state fault_task; /* the task that handles a double fault */
};

struct cpu;

/* Fills and loads the calling CPU's GDT, FS and task register. The double-fault task runs
 * `handler` on cpu->fault_stack_top with the address space `cr3`. */
void descriptors_load(struct cpu *cpu, uint32_t cr3, void (*handler)(void));

/* On a CPU in its double-fault task, which will not return from it: lets the next double
 * fault start that task afresh. (A busy task cannot be switched to: SDM vol. 3, 8.3.) */
void descriptors_leave_fault_task(struct cpu *cpu);

/* Changes the page tables of the double-fault task. */
void descriptors_set_fault_cr3(struct cpu *cpu, uint32_t cr3);

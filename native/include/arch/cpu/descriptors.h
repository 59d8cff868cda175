/*
 * The state of a CPU below C: in the kernel its segments and task states, here its thread
 * and that thread's interrupts. descriptors_load() makes the calling thread the CPU: FS,
 * and a stack for signals.
 */
#pragma once

#include <stdint.h>

#define descriptors kernel_descriptors
#include "../../../../arch/cpu/descriptors.h"
#undef descriptors

struct interrupts {
    uint32_t on;        /* EFLAGS.IF; other threads read it before they interrupt */
    uint32_t asleep;    /* halted, interrupts on: wake it instead of interrupting it */
    uint32_t requested; /* IRR: a bit for each pending vector (native/interrupts.h) */
    uint32_t nmi;       /* an NMI is pending */
} __attribute__((aligned(64)));

struct descriptors {
    struct interrupts interrupts;
    int thread; /* the operating system's thread id; 0 until it runs */
    uint32_t fault_address;
    struct task_state task; /* unused: for double_fault(), which is not linked */
};

/* The code segment of a Linux process. */
#undef SELECTOR_CODE
#define SELECTOR_CODE native_code_selector()
static inline uint32_t native_code_selector(void)
{
    uint32_t selector;
    __asm__("mov %%cs, %0" : "=r"(selector));
    return selector;
}

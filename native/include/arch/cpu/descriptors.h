/*
 * What a CPU has of its own below the surface: in the kernel segments and task states,
 * here the thread that plays it and that thread's interrupts. descriptors_load() makes
 * the calling thread the CPU: FS, and a stack for signals.
 */
#pragma once

#include <stdint.h>

#define descriptors kernel_descriptors
#include "../../../../arch/cpu/descriptors.h"
#undef descriptors

struct interrupts {
    uint32_t on;        /* EFLAGS.IF; others look at it before they interrupt */
    uint32_t asleep;    /* halted, interrupts on: wake it rather than interrupt it */
    uint32_t requested; /* IRR: a bit for each vector that waits (native/interrupts.h) */
    uint32_t nmi;       /* an NMI waits */
} __attribute__((aligned(64)));

struct descriptors {
    struct interrupts interrupts;
    int thread; /* the operating system's name for it; 0 until it runs */
    uint32_t fault_address;
    struct task_state task; /* never used: for double_fault(), which is not linked */
};

/* The code segment that the operating system has given us. */
#undef SELECTOR_CODE
#define SELECTOR_CODE native_code_selector()
static inline uint32_t native_code_selector(void)
{
    uint32_t selector;
    __asm__("mov %%cs, %0" : "=r"(selector));
    return selector;
}

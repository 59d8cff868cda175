/*
 * Contexts: functions that run on stacks of their own, one instruction at a time.
 *
 * The trap flag makes the CPU raise a debug exception after each instruction (SDM vol. 3,
 * 18.3.1.4). Its handler leaves the context's frame on the context's stack and resumes
 * whoever called context_step(). So a context is a frame pointer and the bytes of its
 * stack from there to the top: copied away and back, it stands where it stood.
 *
 * A range of addresses can be watched by unmapping it: an instruction that wants to touch
 * it raises a page fault before it has done anything, and the context stands in front of
 * it. No instruction needs to be decoded for that, and none can slip through.
 *
 * Only on the CPU that runs the engine. Interrupts that arrive meanwhile are served where
 * they arrive, with the trap flag off (every gate is an interrupt gate).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/traps.h"

struct context {
    struct trap_frame *frame; /* where it stands; its TF is set */
    uintptr_t stack_bottom, stack_top;
};

/* An access that a context is about to make. */
struct access {
    uint32_t offset; /* into the watched range */
    bool write;
};

/* Takes over the debug exception and the page fault where a context runs; other users of
 * either are not disturbed. */
void contexts_init(void);
/* `bytes` from `start` on, whole pages, are where a page fault means a touch. */
void contexts_watch(uintptr_t start, size_t bytes);

/* Gives the context a stack, once. */
void context_create(struct context *context);
/* Makes it stand before the first instruction of run(argument), interrupts on. `run` does
 * not return. */
void context_start(struct context *context, void (*run)(void *), void *argument);

/* Runs one instruction. False if that would have touched the watched range: nothing was
 * run, and *touch says what it was about to do. */
bool context_step(struct context *context, struct access *access);

/* The part of its stack that is in use: from the frame to the top. */
static inline size_t context_bytes(const struct context *context)
{
    return context->stack_top - (uintptr_t)context->frame;
}

/*
 * Contexts: functions that run on stacks of their own, one instruction at a time.
 *
 * The trap flag makes the CPU raise a debug exception after each instruction (SDM vol. 3,
 * 18.3.1.4). The handler leaves the context's frame on the context's stack and resumes
 * the caller of context_step(). So a context is a frame pointer and the bytes of its
 * stack from there to the top. Copying these bytes away and back restores its state.
 *
 * The engine watches a range of addresses by unmapping it. An instruction that accesses
 * the range raises a page fault before it takes effect, and the context stops before it.
 * This needs no instruction decoder and misses no access.
 *
 * Contexts run only on the engine's CPU. An interrupt that arrives meanwhile is handled
 * on the spot, with the trap flag off (every gate is an interrupt gate).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/traps.h"

struct context {
    struct trap_frame *frame; /* its registers at the next instruction; TF is set */
    uintptr_t stack_bottom, stack_top;
};

/* An access that a context is about to make. */
struct access {
    uint32_t offset; /* into the watched range */
    bool write;
};

/* Takes over the debug exception and the page fault while a context runs. Other users of
 * these vectors keep working. */
void contexts_init(void);
/* Watches `bytes` from `start`, whole pages: a page fault there means an access. */
void contexts_watch(uintptr_t start, size_t bytes);

/* Allocates the context's stack, once. */
void context_create(struct context *context);
/* Sets the context to the first instruction of run(argument), with interrupts on. `run`
 * must not return. */
void context_start(struct context *context, void (*run)(void *), void *argument);

/* Runs one instruction. False if the instruction would access the watched range: then it
 * did not run, and *access describes the access. */
bool context_step(struct context *context, struct access *access);

/* The size of the used part of its stack: from the frame to the top. */
static inline size_t context_bytes(const struct context *context)
{
    return context->stack_top - (uintptr_t)context->frame;
}

/* The writers' half of the scene of small address spaces (litmus/stress/scene_tree.c). */
#pragma once

#include "litmus/variants/tree.h"
#include "litmus/stress/scene.h"

enum { STRETCHES = 64 };

/* A writer's address space: a directory with so many stretches. */
struct forest {
    pgd_t pgd[PTRS_PER_PGD] __attribute__((aligned(32)));
    struct page_refs refs;
    struct tree tree[STRETCHES];
    struct tree_turn turn[STRETCHES];
    uintptr_t start; /* of its pages; 0: there are none yet */
};

static inline unsigned stretches(const struct stress *stress)
{
    return stress->slots < STRETCHES ? stress->slots : STRETCHES;
}

/* One round over all stretches, a batch at a time. */
void tree_write_pass(struct writer *writer, const struct setting *setting);

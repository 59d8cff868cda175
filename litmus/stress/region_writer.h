/* The writers' half of the workload of small address spaces
 * (litmus/stress/workload_region.c). */
#pragma once

#include "litmus/stress/workload.h"
#include "litmus/variants/region.h"

enum { REGIONS = 64 };

/* A writer's address space: a directory with that many regions. */
struct address_space {
    pgd_t pgd[PTRS_PER_PGD] __attribute__((aligned(32)));
    struct page_refs refs;
    struct region region[REGIONS];
    struct region_writer writer_state[REGIONS];
    uintptr_t start; /* of its pages; 0: not made yet */
};

static inline unsigned regions(const struct stress *stress)
{
    return stress->slots < REGIONS ? stress->slots : REGIONS;
}

/* Does one round over all regions, a batch at a time. */
void region_write_pass(struct writer *writer, const struct setting *setting);

/*
 * Checks lohilo's own page tables, so that no trial leaves anything behind in them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct map_state {
    uintptr_t end;     /* only leaves below it count; those above were mapped later */
    uint32_t checksum; /* checksum of address and entry of each present leaf, without A
                        * and D */
    uint32_t leaves;
    uint32_t made_up; /* present entries of any level with a reserved bit set */
    uint64_t example; /* one of those */
};

/* Walks everything that the kernel's CR3 reaches. Leaves from `end` on are checked, but
 * not counted. An entry is synthetic if it has a bit set that must be zero on a CPU with
 * that address width; every synthetic entry has one (litmus/variants/entries.h). No other
 * CPU may change the tables meanwhile. */
void map_look(unsigned physical_bits, uintptr_t end, struct map_state *state);

static inline bool map_alike(const struct map_state *a, const struct map_state *b)
{
    return a->checksum == b->checksum && a->leaves == b->leaves;
}

/*
 * Watches lohilo's own page tables: that no trial leaves anything behind in them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct map_state {
    uintptr_t end;     /* only leaves below it count: what lies above was mapped later */
    uint32_t checksum; /* of address and entry of every present leaf, A and D masked */
    uint32_t leaves;
    uint32_t made_up;  /* present entries of any level that cannot be good ones */
    uint64_t example;  /* one of those */
};

/* Walks everything that the kernel's CR3 reaches; leaves from `end` on are looked at, but
 * not counted. An entry is made up if a bit is set that must be zero on a CPU with
 * addresses that wide: every synthetic entry has one (entry_code.h). Other CPUs must
 * leave the tables alone meanwhile. */
void map_look(unsigned physical_bits, uintptr_t end, struct map_state *state);

static inline bool map_alike(const struct map_state *a, const struct map_state *b)
{
    return a->checksum == b->checksum && a->leaves == b->leaves;
}

#include "litmus/engine/map_integrity.h"

#include "lib/cksum.h"
#include "lib/string.h"
#include "mm/kernel_map.h"
#include "mm/pte.h"

/* Bits that must be zero: above the physical address up to 62; bit 63 is NX. */
static uint64_t reserved_bits(unsigned physical_bits)
{
    uint64_t reserved = ~0ull << physical_bits & ~PTE_NX;
    return kernel_paging_features().nx ? reserved : reserved | PTE_NX;
}

static void check(uint64_t entry, uint64_t reserved, struct map_state *state)
{
    if (!(entry & reserved))
        return;
    state->made_up++;
    state->example = entry;
}

static void add_leaf(uintptr_t address, uint64_t entry, struct map_state *state)
{
    struct {
        uint64_t entry;
        uint32_t address;
    } __attribute__((packed)) leaf = { entry & ~(PTE_A | PTE_D), address };

    if (address >= state->end)
        return;
    state->checksum = cksum_update(state->checksum, &leaf, sizeof(leaf));
    state->leaves++;
}

static void look_at_table(const pte_t *table, uintptr_t address, uint64_t reserved,
                          struct map_state *state)
{
    for (unsigned i = 0; i < PTRS_PER_PTE; i++) {
        if (!pte_present(table[i]))
            continue;
        check(table[i].pte, reserved, state);
        add_leaf(address + i * PAGE_SIZE, table[i].pte, state);
    }
}

static void look_at_directory(const pmd_t *directory, uintptr_t address,
                              uint64_t reserved, struct map_state *state)
{
    for (unsigned i = 0; i < PTRS_PER_PMD; i++) {
        uintptr_t start = address + i * PMD_SIZE;
        if (!pmd_present(directory[i]))
            continue;
        check(directory[i].pmd, reserved, state);
        if (pmd_leaf(directory[i]))
            add_leaf(start, directory[i].pmd, state);
        else
            look_at_table((const pte_t *)(uintptr_t)pmd_physical(directory[i]), start,
                          reserved, state);
    }
}

void map_look(unsigned physical_bits, uintptr_t end, struct map_state *state)
{
    uint64_t reserved = reserved_bits(physical_bits);
    const pgd_t *pgd = kernel_pgd();

    memset(state, 0, sizeof(*state));
    state->checksum = CKSUM_START;
    state->end = end;
    for (unsigned i = 0; i < PTRS_PER_PGD; i++) {
        if (!(pgd[i].pgd & PTE_P))
            continue;
        check(pgd[i].pgd, reserved, state);
        look_at_directory((const pmd_t *)(uintptr_t)(pgd[i].pgd & PTE_FRAME_MASK),
                          (uintptr_t)i << PGDIR_SHIFT, reserved, state);
    }
}

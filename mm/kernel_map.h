/*
 * The kernel's address space: one set of PAE tables for all CPUs, built and changed only
 * by the functions of mm/pgtable.h.
 *
 *   0          unmapped (page 0)
 *   4 KiB ..   usable RAM below LOW_MEMORY_END, one to one, RW NX; the kernel's text RX,
 *              its constants R NX, the page under the boot stack not at all
 *   VMAP_START .. VMAP_END   devices, stacks, windows of trials; a page between each
 *
 * The four PDPTEs and the page directories exist from the start: every CPU would have to
 * reload a changed PDPTE (SDM vol. 3, 4.4.1).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/paging_on.h"
#include "mm/memory_map.h"
#include "mm/mm_types.h"
#include "mm/pte.h"

#define VMAP_START 0xC0000000u
#define VMAP_END 0xFFC00000u

struct paging_features {
    bool nx, pge;
    bool pse;   /* set CR4.PSE: CPUID has it and it can be set */
    bool efer;  /* EFER exists; known once paging is on */
    bool large; /* 2 MiB leaves for RAM that is mapped one to one */
};

/* Builds the tables; paging is still off. `trampoline` is the page that APs run from
 * while they switch paging on: mapped one to one, RX. */
void kernel_map_init(const struct memory_map *map, uint32_t trampoline,
                     struct paging_features features);
/* Switches paging on for the calling CPU (the boot processor; APs do it in the
 * trampoline). If a step is refused, paging stays off and the answer names the step. */
enum paging_answer kernel_map_enable(void);

/* Enables the paging features beyond CR0.PG, CR4.PAE and CR4.PSE: PGE. For APs, once
 * online. */
void kernel_map_enable_features(void);

uint32_t kernel_cr3(void);
const pgd_t *kernel_pgd(void);
/* The same for a software walk (mm/gup.h); Linux: init_mm. */
const struct mm_struct *kernel_mm(void);
struct paging_features kernel_paging_features(void);

/* Reserves addresses for `pages` unmapped pages, with an unmapped page behind them. They
 * are never given back. Panics when the area is used up. */
uintptr_t vmap_reserve(unsigned pages);
/* From here to VMAP_END nothing is reserved yet. */
uintptr_t vmap_end(void);
/* The entry for an address in the vmap area; allocates the page table if necessary. */
pte_t *kernel_pte(uintptr_t address);
/* Maps `pages` pages of physical memory at a new place in the vmap area. bits: PTE_RW,
 * PTE_PCD, ...; P, and NX if supported, are added. */
void *vmap(uint64_t physical, unsigned pages, uint64_t bits);
/* The same for newly allocated frames. */
void *vmap_alloc(unsigned pages, const char *what);

/* The bits for a kernel data page: P, RW, A, D, and NX if supported. */
uint64_t kernel_data_bits(void);

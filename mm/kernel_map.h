/*
 * The kernel's address space: one set of PAE tables for all CPUs, built and changed only by
 * the functions of mm/pgtable.h.
 *
 *   0          not mapped (page 0)
 *   4 KiB ..   usable RAM below LOW_MEMORY_END, one to one, RW NX; the kernel's text RX,
 *              its constants R NX, the page under the boot stack not at all
 *   VMAP_START .. VMAP_END   devices, stacks, windows of the trials; a page between each two
 *
 * The four PDPTEs and the page directories exist from the start: a PDPTE that changed would
 * have to be reloaded by every CPU (SDM vol. 3, 4.4.1).
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
    bool pse;   /* CR4.PSE is set, where CPUID has it and it can be */
    bool efer;  /* there is an EFER; found out when paging goes on */
    bool large; /* leaves of 2 MiB for RAM that is mapped one to one */
};

/* Builds the tables; paging is still off. `trampoline` is the page that APs run from while
 * they switch paging on: mapped one to one, RX. */
void kernel_map_init(const struct memory_map *map, uint32_t trampoline,
                     struct paging_features features);
/* Switches paging on for the calling CPU (the boot processor; APs do it in the trampoline).
 * Where a step of it is refused, paging stays off and the answer says which. */
enum paging_answer kernel_map_enable(void);

/* The paging features that a CPU needs beyond CR0.PG, CR4.PAE and CR4.PSE: PGE. For APs, once
 * online. */
void kernel_map_enable_features(void);

uint32_t kernel_cr3(void);
const pgd_t *kernel_pgd(void);
/* The same for a walk by software (mm/gup.h); Linux: init_mm. */
const struct mm_struct *kernel_mm(void);
struct paging_features kernel_paging_features(void);

/* Addresses for `pages` pages, none of them mapped, with an unmapped page behind them. Never
 * given back. Panics when the area is used up. */
uintptr_t vmap_reserve(unsigned pages);
/* From here on to VMAP_END nothing has been reserved yet. */
uintptr_t vmap_end(void);
/* The entry for an address in the vmap area; makes the page table where there is none. */
pte_t *kernel_pte(uintptr_t address);
/* Maps `pages` pages of physical memory at a new place in the vmap area. bits: PTE_RW,
 * PTE_PCD, ...; P and, where there is NX, NX are added. */
void *vmap(uint64_t physical, unsigned pages, uint64_t bits);
/* The same for pages taken from the frame allocator. */
void *vmap_alloc(unsigned pages, const char *what);

/* The bits for a kernel data page: P, RW, A, D and, where there is NX, NX. */
uint64_t kernel_data_bits(void);

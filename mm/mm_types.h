/*
 * The part of an address space that a software walk needs (Linux: struct mm_struct,
 * include/linux/mm_types.h).
 */
#pragma once

#include <stdint.h>

#include "mm/page_ref.h"
#include "mm/pte.h"

struct mm_struct {
    const pgd_t *pgd; /* PTRS_PER_PGD entries */
    /* The virtual address of physical address 0 of its tables, modulo the address space
     * (Linux: PAGE_OFFSET). 0 for the kernel's own one-to-one mapping. */
    uintptr_t page_offset;
    const struct page_refs *refs; /* reference counts of the frames that it maps */
};

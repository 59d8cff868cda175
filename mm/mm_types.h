/*
 * An address space, as much of it as a walk by software needs (Linux: struct mm_struct,
 * include/linux/mm_types.h).
 */
#pragma once

#include <stdint.h>

#include "mm/page_ref.h"
#include "mm/pte.h"

struct mm_struct {
    const pgd_t *pgd; /* PTRS_PER_PGD entries */
    /* Where physical address 0 of its tables would be seen, modulo the address space
     * (Linux: PAGE_OFFSET). The kernel's own, one to one: 0. */
    uintptr_t page_offset;
    const struct page_refs *refs; /* the references to the frames that it maps */
};

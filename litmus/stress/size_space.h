/*
 * The address spaces of the workload of page sizes (litmus/stress/workload_nmi.c), one
 * for each writer, that no CR3 reaches. Each is a directory of 512 addresses. An address
 * is in a page table that maps nothing, then in a 2 MiB page, then in a table that maps
 * it, and back; between two of these nothing is mapped.
 *
 * The tables have synthetic frame numbers and equal low words; the high word names the
 * table. An entry made of two halves names a table that does not exist. In real memory
 * something would be there; here a full table is, so that an address without a page or
 * with a 2 MiB page gets a size of 4 KiB.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/variants/entries.h"
#include "mm/mm_types.h"
#include "mm/pgtable_steps.h"

/* Makes spaces 0 .. count - 1, all in generation 0, in which nothing is mapped. False if
 * there is no memory; then it makes none. */
bool size_spaces_make(unsigned count);
void size_spaces_drop(void);

const struct mm_struct *size_space_mm(unsigned number);
uintptr_t size_space_address(unsigned slot);

/* Moves an address from the generation before to this one: removes the old entry ... */
void size_space_take(unsigned number, unsigned slot, uint32_t generation,
                     const struct pace *pace);
/* ... and, if there was one, after a shootdown ... */
bool size_space_must_flush(uint32_t generation);
/* ... stores the new one. */
void size_space_put(unsigned number, unsigned slot, uint32_t generation,
                    const struct pace *pace);

/* The page size at all addresses in that generation; 0: nothing is mapped. */
uint32_t size_space_size(uint32_t generation);
/* Whether an address can have had that size at any moment in those generations. */
bool size_space_had(uint32_t size, struct held held);

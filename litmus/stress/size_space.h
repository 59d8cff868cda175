/*
 * The address spaces of the workload of page sizes (litmus/stress/workload_nmi.c), one a writer, that
 * no CR3 reaches: a directory of 512 addresses, each of them one time in a page table that
 * maps nothing, then a 2 MiB page, then in a table that maps it, and back, with nothing in
 * between.
 *
 * The tables carry made-up frame numbers, and equal low words; the high word says which one
 * it is. An entry put together from two halves names a table that is not there. In real
 * memory there would be something, and here there is a table that is full, so that an
 * address that was mapped by nothing or by 2 MiB gets a size of 4 KiB.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/variants/entries.h"
#include "mm/mm_types.h"
#include "mm/pgtable_steps.h"

/* Makes spaces 0 .. count - 1, all in generation 0, where nothing is mapped; false if there
 * is no memory, and then there are none. */
bool size_spaces_make(unsigned count);
void size_spaces_drop(void);

const struct mm_struct *size_space_mm(unsigned number);
uintptr_t size_space_address(unsigned slot);

/* An address on its way from the generation before to this one: what stood there goes ... */
void size_space_take(unsigned number, unsigned slot, uint32_t generation,
                     const struct pace *pace);
/* ... and, if that was anything, after a shootdown ... */
bool size_space_must_flush(uint32_t generation);
/* ... what is to stand there comes. */
void size_space_put(unsigned number, unsigned slot, uint32_t generation,
                    const struct pace *pace);

/* The size of a page at all addresses in that generation; 0: nothing is mapped. */
uint32_t size_space_size(uint32_t generation);
/* Whether an address can have had that size at some moment in those generations. */
bool size_space_had(uint32_t size, struct held held);

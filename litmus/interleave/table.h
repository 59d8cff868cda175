/*
 * The entry that a schedule is about: in a table of its own, which no CR3 reaches as one,
 * with the counts of clears behind it (clear_count() in litmus/legs/legs.h). The table is
 * there twice. Where the contexts have it, it can be unmapped, so that an instruction
 * that wants to touch it stops (litmus/interleave/context.h); the engine looks at it
 * somewhere else.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mm/pte.h"

enum {
    INTERLEAVE_SLOT = 5, /* where the entry stands in the table */
    INTERLEAVE_TABLE_PAGES = 2,
};

/* Gets the pages and has them watched, once. */
void interleave_table_init(void);
/* For the contexts: */
pte_t *interleave_entry(void);
void interleave_table_map(bool present);
/* For the engine: */
pte_t *interleave_entry_seen(void);
uint32_t *interleave_count_seen(void);

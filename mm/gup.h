/*
 * The lockless walk: from a page-directory-pointer table down to the leaf, as Linux's
 * gup_fast() does (mm/gup.c), every entry read low, high, low again.
 *
 * Interrupts must be off, from before the call until the last use of the result: that holds
 * off the shootdown of whoever takes the mapping away, and with it the reuse of the frame and
 * of the tables. The reviewers of the 2020 patch asked for this to be asserted ("comments are
 * nice, but nobody reads them"); here it is: the walk panics with the caller's address.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mm/pte.h"

struct gup_walk {
    uint64_t physical;  /* address that the virtual one means, offset included */
    unsigned shift;     /* of the leaf: PAGE_SHIFT or PMD_SHIFT */
    pte_t leaf;         /* the entry itself (a PMD's bits for a 2 MiB page) */
};

/* False if some level is not present; *walk is then undefined. The tables lie in low memory
 * (mm/frames.h). */
bool gup_walk(const pgd_t *pgd, uintptr_t address, struct gup_walk *walk);

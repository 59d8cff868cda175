/*
 * The lockless walk: from a page-directory-pointer table down to the leaf, a 4 KiB or a
 * 2 MiB page, every entry read low, high, low again. Linux: get_user_pages_fast().
 *
 * Interrupts must be off, from before the call until the last use of the result: that
 * holds off the shootdown of whoever takes the mapping away, and with it the reuse of the
 * frame and of the tables (mm/table_free.h). The reviewers of the 2020 patch asked for
 * this to be asserted ("comments are nice, but nobody reads them"); here it is: the walk
 * panics with the caller's address.
 *
 * gup_fast() also takes a reference to the frame (mm/page_ref.h), which outlasts the
 * section:
 *
 *   walk -> reference -> PMD and PTE read again -> unchanged: done; else: given back
 *
 * A writer that cleared an entry and found the count at 1 owns the frame from then on. If
 * it cleared the PTE, the second look at the PTE tells; if it took the whole table away
 * by its PMD (Linux: khugepaged collapses 512 pages into one of 2 MiB), the PTE is still
 * what it was, and only the PMD tells: Linux commit 70cbc3cc78a9 "mm: gup: fix the fast
 * GUP race against THP collapse".
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mm/mm_types.h"
#include "mm/pte.h"

struct gup_walk {
    uint64_t physical;  /* address that the virtual one means, offset included */
    unsigned shift;     /* of the leaf: PAGE_SHIFT or PMD_SHIFT */
    pte_t leaf;         /* the entry itself (a PMD's bits for a 2 MiB page) */
};

/* False if some level is not present; *walk is then undefined. The tables lie in low
 * memory (mm/frames.h). */
bool gup_walk(const struct mm_struct *mm, uintptr_t address, struct gup_walk *walk);

enum gup_end {
    GUP_ABSENT,  /* some level is not present; *walk is undefined */
    GUP_REFUSED, /* the frame is free, or has no count */
    GUP_CHANGED, /* an entry changed meanwhile; the reference was given back */
    GUP_PINNED,  /* there is a reference now: gup_put() when done */
};

/* The walk, and a reference to the frame: its own for a 4 KiB page, the first one's for a
 * 2 MiB page (Linux: the head page's). */
enum gup_end gup_fast(const struct mm_struct *mm, uintptr_t address,
                      struct gup_walk *walk);

/* The frame that carries the reference. */
static __always_inline uint64_t gup_frame(const struct gup_walk *walk)
{
    return walk->physical >> walk->shift << walk->shift;
}

/* Gives back what gup_fast() took. Interrupts may be on. */
static __always_inline void gup_put(const struct mm_struct *mm,
                                    const struct gup_walk *walk)
{
    put_page(mm->refs, gup_frame(walk));
}

/*
 * The lockless walk: from a page-directory-pointer table down to the leaf, a 4 KiB or a 2
 * MiB page; it reads every entry low, high, low again. Linux: get_user_pages_fast().
 *
 * Interrupts must be off from before the call until the last use of the result. That
 * holds off the shootdown of a CPU that removes the mapping, and with it the reuse of the
 * frame and of the tables (mm/table_free.h). The reviewers of the 2020 patch asked for
 * this to be asserted ("comments are nice, but nobody reads them"): this walk panics with
 * the caller's address.
 *
 * gup_fast() also takes a reference to the frame (mm/page_ref.h), which outlasts the
 * section:
 *
 *   walk -> reference -> PMD and PTE read again -> unchanged: done; else: given back
 *
 * A writer that cleared an entry and found the count at 1 owns the frame from then on. If
 * it cleared the PTE, the second read of the PTE shows that. If it removed the whole
 * table by its PMD (Linux: khugepaged collapses 512 pages into one of 2 MiB), the PTE is
 * unchanged, and only the PMD shows it: Linux commit 70cbc3cc78a9 "mm: gup: fix the fast
 * GUP race against THP collapse".
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mm/mm_types.h"
#include "mm/pte.h"

struct gup_walk {
    uint64_t physical; /* translation of the virtual address, offset included */
    unsigned shift;    /* of the leaf: PAGE_SHIFT or PMD_SHIFT */
    pte_t leaf;        /* the entry itself (a PMD's bits for a 2 MiB page) */
};

/* False if some level is not present; *walk is then undefined. The tables must lie in low
 * memory (mm/frames.h). */
bool gup_walk(const struct mm_struct *mm, uintptr_t address, struct gup_walk *walk);

enum gup_end {
    GUP_ABSENT,  /* some level is not present; *walk is undefined */
    GUP_REFUSED, /* the frame is free, or has no count */
    GUP_CHANGED, /* an entry changed meanwhile; the reference was dropped */
    GUP_PINNED,  /* the caller holds a reference: gup_put() when done */
};

/* The walk, and a reference to the frame; for a 2 MiB page to its first frame (Linux: the
 * head page). */
enum gup_end gup_fast(const struct mm_struct *mm, uintptr_t address,
                      struct gup_walk *walk);

/* The frame that carries the reference. */
static __always_inline uint64_t gup_frame(const struct gup_walk *walk)
{
    return walk->physical >> walk->shift << walk->shift;
}

/* Drops the reference of gup_fast(). Interrupts may be on. */
static __always_inline void gup_put(const struct mm_struct *mm,
                                    const struct gup_walk *walk)
{
    put_page(mm->refs, gup_frame(walk));
}

/*
 * Reference counts of page frames: a frame in use is not given to another owner. Linux:
 * include/linux/page_ref.h, and folio_try_get(), folio_put() in include/linux/mm.h.
 *
 *   0   free: no reference can be taken
 *   1   only the owner's reference: the owner may do anything with the frame once no
 *       page table leads to it
 *   2.. others hold references as well
 *
 * The rule between a lockless walker and a writer (Linux commit 70cbc3cc78a9): the walker
 * takes the reference and *then* checks that the entries are still there; the writer
 * clears the entry and *then* reads the count. Between the two steps each has a full
 * barrier, so at least one of them sees what the other did, and backs off.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/instructions.h"
#include "lib/compiler.h"
#include "mm/pte.h"

struct page_refs {
    uint32_t *count; /* of `frames` frames ... */
    uint32_t first;  /* ... from this frame number (address >> PAGE_SHIFT) on */
    uint32_t frames;
    /* Takes back a frame after its last reference is dropped; may be NULL. */
    void (*release)(uint64_t frame);
};

/* The count of the frame that holds the physical address; NULL if it has no count. */
static __always_inline uint32_t *page_ref(const struct page_refs *refs, uint64_t physical)
{
    uint32_t index = (uint32_t)(physical >> PAGE_SHIFT) - refs->first;
    return likely(index < refs->frames) ? &refs->count[index] : NULL;
}

/* For a writer that has cleared an entry: the number of references. A full barrier
 * precedes the read. The frame must have a count. */
static __always_inline uint32_t page_ref_count(const struct page_refs *refs,
                                               uint64_t physical)
{
    smp_mb();
    return READ_ONCE(*page_ref(refs, physical));
}

/* Takes a reference, unless the count is 0 or missing. A full barrier. */
static __always_inline bool try_get_page(const struct page_refs *refs, uint64_t physical)
{
    uint32_t *count = page_ref(refs, physical);
    if (unlikely(!count))
        return false;
    uint32_t now = READ_ONCE(*count);
    do {
        if (unlikely(!now))
            return false;
    } while (unlikely(!__atomic_compare_exchange_n(count, &now, now + 1, false,
                                                   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)));
    return true;
}

/* Called by put_page(): `left` is 0 (the last reference is gone) or ~0 (there was none: a
 * panic). */
void page_ref_gone(const struct page_refs *refs, uint64_t physical, uint32_t left);

/* Drops a reference; the last one frees the frame. Panics if there was none. */
static __always_inline void put_page(const struct page_refs *refs, uint64_t physical)
{
    uint32_t *count = page_ref(refs, physical);
    uint32_t left = likely(count) ? __atomic_sub_fetch(count, 1, __ATOMIC_SEQ_CST) : ~0u;
    if (unlikely(left + 1 <= 1))
        page_ref_gone(refs, physical, left);
}

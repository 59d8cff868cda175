/*
 * References to page frames: a count for each frame, so that one that is still in use
 * somewhere is not given to somebody else. Linux: include/linux/page_ref.h, and
 * folio_try_get(), folio_put() in include/linux/mm.h.
 *
 *   0   free: nobody may take a reference any more
 *   1   its owner's alone: whoever owns the frame may do with it as he likes, once
 *       nobody can find it in a page table
 *   2.. somebody else has it as well
 *
 * The rule between a lockless walker and a writer (Linux commit 70cbc3cc78a9): the walker
 * takes the reference and *then* looks whether the entries are still there; the writer
 * clears the entry and *then* looks at the count. Both are full barriers here, so that at
 * least one of the two sees the other, and backs off.
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
    /* Takes a frame back whose last reference has gone; NULL: nobody does. */
    void (*release)(uint64_t frame);
};

/* The count of the frame that the physical address is in; NULL where none is kept. */
static __always_inline uint32_t *page_ref(const struct page_refs *refs, uint64_t physical)
{
    uint32_t index = (uint32_t)(physical >> PAGE_SHIFT) - refs->first;
    return likely(index < refs->frames) ? &refs->count[index] : NULL;
}

/* For who has cleared an entry: whether others have the frame. A full barrier stands
 * before the look. The frame must have a count. */
static __always_inline uint32_t page_ref_count(const struct page_refs *refs,
                                               uint64_t physical)
{
    smp_mb();
    return READ_ONCE(*page_ref(refs, physical));
}

/* One reference more, unless there is none at all, or no count. A full barrier. */
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

/* The last reference has gone, or there was none to give back: `left` is what is left. */
void page_ref_gone(const struct page_refs *refs, uint64_t physical, uint32_t left);

/* Gives one back; with the last one goes the frame. Panics where there was none. */
static __always_inline void put_page(const struct page_refs *refs, uint64_t physical)
{
    uint32_t *count = page_ref(refs, physical);
    uint32_t left = likely(count) ? __atomic_sub_fetch(count, 1, __ATOMIC_SEQ_CST) : ~0u;
    if (unlikely(left + 1 <= 1))
        page_ref_gone(refs, physical, left);
}

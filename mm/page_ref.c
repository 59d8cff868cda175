#include "mm/page_ref.h"

#include "lib/panic.h"

void page_ref_gone(const struct page_refs *refs, uint64_t physical, uint32_t left)
{
    uint64_t frame = physical & PTE_FRAME_MASK;

    if (left)
        panic("frame 0x%llx released, but it had no reference",
              (unsigned long long)frame);
    if (refs->release)
        refs->release(frame);
}

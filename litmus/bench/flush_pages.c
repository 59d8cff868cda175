#include "litmus/bench/flush.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"
#include "mm/pgtable.h"

static uintptr_t start;

bool flush_pages_map(struct bench_run *run)
{
    unsigned pages = FLUSH_PAGES + FLUSH_IN_USE;

    if (start)
        return true;
    uint64_t frame = frame_alloc(FRAME_LOW);
    if (frame == NO_FRAME) {
        run->failure = "no memory left for a page";
        return false;
    }
    start = vmap_reserve(pages);
    for (unsigned i = 0; i < pages; i++)
        set_pte(kernel_pte(start + i * PAGE_SIZE), make_pte(frame, kernel_data_bits()));
    return true;
}

uintptr_t flush_page(unsigned number)
{
    return start + number * PAGE_SIZE;
}

void flush_pages_touch(unsigned from, unsigned count)
{
    for (unsigned i = from; i < from + count; i++)
        (void)READ_ONCE(*(const uint32_t *)flush_page(i));
}

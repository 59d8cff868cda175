#include "litmus/probe/scratch.h"

#include "arch/cpu/cpu.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

static uintptr_t pages, aliases; /* reserved once: vmap has no release */
static uint64_t frames[SCRATCH_FRAMES];

static uint64_t take_frame(unsigned number)
{
    uint64_t frame = number & 1 ? frame_alloc(FRAME_HIGH) : NO_FRAME;
    return frame != NO_FRAME ? frame : frame_alloc(FRAME_LOW);
}

bool scratch_open(void)
{
    if (!pages) {
        pages = vmap_reserve(SCRATCH_PAGES);
        aliases = vmap_reserve(SCRATCH_FRAMES);
    }
    for (unsigned i = 0; i < SCRATCH_FRAMES; i++) {
        frames[i] = take_frame(i);
        if (frames[i] == NO_FRAME) {
            scratch_close();
            return false;
        }
        set_pte(kernel_pte(aliases + i * PAGE_SIZE), scratch_entry(i));
    }
    scratch_tag();
    return true;
}

void scratch_close(void)
{
    for (unsigned i = 0; i < SCRATCH_FRAMES; i++)
        pte_clear(kernel_pte(aliases + i * PAGE_SIZE));
    for (unsigned i = 0; i < SCRATCH_PAGES; i++)
        pte_clear(scratch_pte(i));
    flush_tlb_all(&cpu_online_mask);
    for (unsigned i = 0; i < SCRATCH_FRAMES; i++) {
        if (frames[i] != NO_FRAME)
            frame_free(frames[i]);
        frames[i] = NO_FRAME;
    }
}

uintptr_t scratch_address(unsigned page)
{
    return pages + page * PAGE_SIZE;
}

pte_t *scratch_pte(unsigned page)
{
    return kernel_pte(scratch_address(page));
}

volatile uint32_t *scratch_word(unsigned frame, unsigned word)
{
    return (volatile uint32_t *)(aliases + frame * PAGE_SIZE) + word;
}

void scratch_tag(void)
{
    for (unsigned i = 0; i < SCRATCH_FRAMES; i++)
        *scratch_word(i, 0) = SCRATCH_TAG(i);
}

pte_t scratch_entry(unsigned frame)
{
    return make_pte(frames[frame], kernel_data_bits());
}

void scratch_map(unsigned page, unsigned frame)
{
    set_pte(scratch_pte(page), scratch_entry(frame));
}

void scratch_unmap(unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        pte_clear(scratch_pte(i));
    flush_tlb_range(&cpu_online_mask, scratch_address(0), scratch_address(count));
}

#include "litmus/interleave/watched.h"

#include "litmus/interleave/context.h"
#include "mm/kernel_map.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

static uintptr_t contexts_start;
static uintptr_t engine_start;

void watched_init(void)
{
    engine_start = (uintptr_t)vmap_alloc(WATCHED_PAGES, "the interleave engine");
    contexts_start = vmap_reserve(WATCHED_PAGES);
    contexts_watch(contexts_start, WATCHED_PAGES * PAGE_SIZE);
}

uintptr_t watched_start(void)
{
    return contexts_start;
}

/* Only this CPU uses these addresses, so a flush of its own TLB is enough. */
void watched_map(unsigned pages, bool present)
{
    for (unsigned i = 0; i < pages; i++) {
        uintptr_t address = contexts_start + i * PAGE_SIZE;
        if (present)
            set_pte(kernel_pte(address), *kernel_pte(engine_start + i * PAGE_SIZE));
        else
            pte_clear(kernel_pte(address));
        flush_tlb_local((struct tlb_range){ address, address + PAGE_SIZE });
    }
}

uintptr_t watched_seen(void)
{
    return engine_start;
}

uint32_t *watched_word(unsigned offset)
{
    return (uint32_t *)(engine_start + offset);
}

#include "litmus/interleave/table.h"

#include "litmus/interleave/context.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

static pte_t *contexts_table;
static pte_t *engine_table[INTERLEAVE_TABLE_PAGES];

void interleave_table_init(void)
{
    for (unsigned i = 0; i < INTERLEAVE_TABLE_PAGES; i++)
        engine_table[i] = frame_alloc_zeroed("the entry of the interleave engine");
    contexts_table = (pte_t *)vmap_reserve(INTERLEAVE_TABLE_PAGES);
    contexts_watch((uintptr_t)contexts_table, INTERLEAVE_TABLE_PAGES * PAGE_SIZE);
}

pte_t *interleave_entry(void)
{
    return &contexts_table[INTERLEAVE_SLOT];
}

/* Only this CPU ever uses these addresses: its own TLB is enough. */
void interleave_table_map(bool present)
{
    for (unsigned i = 0; i < INTERLEAVE_TABLE_PAGES; i++) {
        uintptr_t address = (uintptr_t)contexts_table + i * PAGE_SIZE;
        if (present)
            set_pte(kernel_pte(address),
                    make_pte((uintptr_t)engine_table[i], kernel_data_bits()));
        else
            pte_clear(kernel_pte(address));
        flush_tlb_local((struct tlb_range){ address, address + PAGE_SIZE });
    }
}

pte_t *interleave_entry_seen(void)
{
    return &engine_table[0][INTERLEAVE_SLOT];
}

uint32_t *interleave_count_seen(void)
{
    return &engine_table[1][INTERLEAVE_SLOT].pte_low;
}

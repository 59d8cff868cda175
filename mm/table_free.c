#include "mm/table_free.h"

#include "arch/cpu/cpu.h"
#include "mm/tlb.h"

void tlb_remove_table_sync_one(void)
{
    /* A shootdown of no addresses: only the interrupt matters. */
    flush_tlb_range(&cpu_online_mask, 0, 0);
}

#include "mm/page_size.h"

#include "arch/cpu/instructions.h"
#include "lib/panic.h"
#include "mm/gup_steps.h"
#include "mm/page_size_steps.h"

uint32_t perf_get_pgtable_size(const struct mm_struct *mm, uintptr_t address)
{
    if (!irqs_disabled())
        panic("page size requested with interrupts on: a shootdown would not wait for it "
              "(called from 0x%x)",
              (unsigned)(uintptr_t)__builtin_return_address(0));
    return pgtable_size_steps(mm, address, gup_table_at, NULL);
}

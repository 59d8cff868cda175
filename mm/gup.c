#include "mm/gup.h"

#include "arch/cpu/instructions.h"
#include "lib/panic.h"
#include "mm/gup_steps.h"

static void assert_irqs_off(const void *caller)
{
    if (!irqs_disabled())
        panic("lockless walk with interrupts on: a shootdown would not wait for it "
              "(called from 0x%x)",
              (unsigned)(uintptr_t)caller);
}

bool gup_walk(const struct mm_struct *mm, uintptr_t address, struct gup_walk *walk)
{
    assert_irqs_off(__builtin_return_address(0));
    return gup_walk_steps(mm, address, walk, NULL);
}

enum gup_end gup_fast(const struct mm_struct *mm, uintptr_t address,
                      struct gup_walk *walk)
{
    assert_irqs_off(__builtin_return_address(0));
    return gup_fast_steps(mm, address, walk, NULL);
}

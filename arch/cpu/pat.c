#include "arch/cpu/pat.h"

#include "arch/cpu/instructions.h"
#include "arch/cpu/leftovers.h"
#include "arch/cpu/msr.h"

#define PA1_SHIFT 8
#define TYPE_WRITE_COMBINING 1ull

static bool combining;

/* No page is mapped by PA1 yet, so no cache holds its data, and the flushes of 12.12.4
 * are not needed. */
static bool set_pa1(void)
{
    uint64_t pat;

    if (!rdmsr_safe(MSR_PAT, &pat))
        return false;
    pat &= ~(0xFFull << PA1_SHIFT);
    return wrmsr_safe(MSR_PAT, pat | TYPE_WRITE_COMBINING << PA1_SHIFT);
}

bool pat_combine_writes(void)
{
    combining = set_pa1();
    return combining;
}

void pat_follow(void)
{
    if (!combining)
        return;
    set_pa1();
    write_cr3(read_cr3()); /* drops translations cached with the old type */
}

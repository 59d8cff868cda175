#include "arch/cpu/msr.h"
#include "arch/cpu/mtrr_registers.h"

#define CAP_VARIABLE_COUNT 0xFFu
#define CAP_FIXED (1u << 8)

/* An unreadable register counts as 0. */
static uint64_t read(uint32_t index)
{
    uint64_t value = 0;
    (void)rdmsr_safe(index, &value);
    return value;
}

void mtrrs_read(bool has_mtrr, struct mtrrs *mtrrs)
{
    uint64_t cap;

    *mtrrs = (struct mtrrs){ .readable = false };
    if (!has_mtrr || !rdmsr_safe(MSR_MTRR_CAP, &cap))
        return;
    mtrrs->readable = true;
    mtrrs->has_fixed = (cap & CAP_FIXED) != 0;
    mtrrs->variable_count = (unsigned)(cap & CAP_VARIABLE_COUNT);
    if (mtrrs->variable_count > MTRR_VARIABLE_MAX)
        mtrrs->variable_count = MTRR_VARIABLE_MAX;
    mtrrs->default_type = read(MSR_MTRR_DEFAULT);
    for (unsigned i = 0; i < MTRR_FIXED && mtrrs->has_fixed; i++)
        mtrrs->fixed[i] = read(mtrr_fixed_msr[i]);
    for (unsigned i = 0; i < 2 * mtrrs->variable_count; i++)
        mtrrs->variable[i] = read(MSR_MTRR_VARIABLE + i);
}

#include "litmus/variants/wide.h"

#include "arch/cpu/instructions.h"
#include "litmus/variants/variants.h"

#define CPUID_1_EDX_FPU (1u << 0)
#define CPUID_1_EDX_MMX (1u << 23)
#define CPUID_1_EDX_SSE2 (1u << 26)

pte_t read_movq(const pte_t *ptep);
pte_t read_fild(const pte_t *ptep);

bool wide_has_fpu(void)
{
    return cpuid(1, 0).edx & CPUID_1_EDX_FPU;
}

bool wide_has_mmx(void)
{
    return wide_has_fpu() && cpuid(1, 0).edx & CPUID_1_EDX_MMX;
}

bool wide_has_sse2(void)
{
    return cpuid(1, 0).edx & CPUID_1_EDX_SSE2;
}

void wide_init(void)
{
    /* boot/entry.S has cleared CR0.EM and TS; this masks all exceptions. */
    __asm__ __volatile__("fninit");
}

void wide_save(struct wide_state *state)
{
    __asm__ __volatile__("fnsave %0; fwait" : "=m"(*state));
}

void wide_restore(const struct wide_state *state)
{
    __asm__ __volatile__("frstor %0" ::"m"(*state));
}

/* One access has no middle, so the pause comes before it and the sweep keeps its pace. */
static pte_t paced_movq(const pte_t *ptep, struct pace *pace)
{
    pace_pause(pace);
    return read_movq(ptep);
}

static pte_t paced_fild(const pte_t *ptep, struct pace *pace)
{
    pace_pause(pace);
    return read_fild(ptep);
}

const struct reader reader_movq = { "read_movq", read_movq, paced_movq };
const struct reader reader_fild = { "read_fild", read_fild, paced_fild };

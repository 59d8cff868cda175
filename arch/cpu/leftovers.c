#include "arch/cpu/leftovers.h"

#include <stddef.h>

#include "lib/compiler.h"
#include "lib/string.h"

static bool any(const struct cpu_identity *identity)
{
    return identity->family >= 6;
}

/* From the Pentium 4 and the second Pentium M on (Linux arch/x86/kernel/cpu/intel.c,
 * early_init_intel()). Other CPUs may have another register there. Bit 34, with which
 * firmware hides NX, is left alone: the trampoline checks an AP for NX before this code
 * could change the bit. */
static bool has_misc_enable(const struct cpu_identity *identity)
{
    return string_equal(identity->vendor, "GenuineIntel") &&
           (identity->family == 15 || (identity->family == 6 && identity->model >= 0xD));
}

static const struct leftover {
    uint32_t number;
    uint64_t clear, set; /* bits */
    bool (*on)(const struct cpu_identity *identity);
    const char *name, *harm;
} leftovers[] = {
    { MSR_MISC_ENABLE, MISC_LIMIT_CPUID, 0, has_misc_enable, "IA32_MISC_ENABLE",
      "bit 22 cuts CPUID short" },
    { MSR_DEBUGCTL, ~0ull, 0, any, "IA32_DEBUGCTL",
      "BTF makes the trap flag trap at branches only, traces are written" },
    { MSR_PAT, ~0ull, PAT_AT_RESET, any, "IA32_PAT",
      "RAM and devices would be cached in another way than their entries say" },
};

static bool take_back(const struct leftover *its, const struct msr_access *msr,
                      struct line_sink *sink)
{
    uint64_t value, now;

    if (!msr->read(its->number, &value))
        return false;
    uint64_t wanted = (value & ~its->clear) | its->set;
    if (value == wanted)
        return false;
    bool kept = msr->write(its->number, wanted) && msr->read(its->number, &now) &&
                now == wanted;
    if (sink)
        line(sink, "left over: %s (MSR 0x%x) was 0x%llx, %s 0x%llx: %s", its->name,
             its->number, (unsigned long long)value, kept ? "is now" : "does not become",
             (unsigned long long)wanted, its->harm);
    return kept;
}

unsigned leftovers_take_back(const struct cpu_identity *identity,
                             const struct msr_access *msr, struct line_sink *sink)
{
    unsigned changed = 0;

    for (unsigned i = 0; identity->features.msr && i < ARRAY_SIZE(leftovers); i++)
        if (leftovers[i].on(identity))
            changed += take_back(&leftovers[i], msr, sink);
    return changed;
}

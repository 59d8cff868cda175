#include "arch/cpu/microcode.h"

#include "arch/cpu/msr.h"
#include "lib/string.h"

enum { INTEL_FIRST_FAMILY = 6, AMD_FIRST_FAMILY = 0xF };

/* CPUID loads the revision into the register, which must be 0 before (SDM vol. 3,
 * 10.11.7.1). */
static uint32_t intel_revision(void)
{
    uint64_t value;

    if (!wrmsr_safe(MSR_MICROCODE, 0))
        return 0;
    (void)cpuid(1, 0);
    if (!rdmsr_safe(MSR_MICROCODE, &value))
        return 0;
    return (uint32_t)(value >> 32);
}

uint32_t microcode_revision(const struct cpu_identity *identity)
{
    uint64_t value;

    if (!identity->features.msr)
        return 0;
    if (string_equal(identity->vendor, "GenuineIntel"))
        return identity->family >= INTEL_FIRST_FAMILY ? intel_revision() : 0;
    if (string_equal(identity->vendor, "AuthenticAMD") &&
        identity->family >= AMD_FIRST_FAMILY && rdmsr_safe(MSR_MICROCODE, &value))
        return (uint32_t)value;
    return 0;
}

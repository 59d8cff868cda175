#include "arch/time/hypervisor_clock.h"

#include <stddef.h>

#include "arch/time/clock_math.h"
#include "lib/divide.h"
#include "lib/string.h"

enum {
    NAME_LENGTH = 12,
    LEAF_FEATURES = 3, /* Hyper-V; Xen's time */
    LEAF_TIMING = 0x10,
};
#define BASE_FIRST 0x40000000u
#define BASE_STEP 0x100u
/* A missing leaf may return another leaf's contents, so the last leaf must be close. */
#define LAST_LEAF_LIMIT 0x100u

#define HYPERV_INTERFACE 0x31237648u /* "Hv#1", EAX of leaf 1 */
/* Leaf 3. EAX: what this partition may read. EDX: what exists. */
#define HYPERV_MAY_READ_REFERENCE (1u << 1)
#define HYPERV_MAY_READ_FREQUENCIES (1u << 11)
#define HYPERV_HAS_FREQUENCIES (1u << 8)

static bool has_leaf(const struct cpuid_registers *leaf_0, uint32_t base, uint32_t leaf)
{
    return leaf_0->eax >= base + leaf && leaf_0->eax < base + LAST_LEAF_LIMIT;
}

void hypervisor_leaves_collect(struct hypervisor_leaves leaves[HYPERVISOR_BASES])
{
    static const struct cpuid_registers none = { 0, 0, 0, 0 };

    for (unsigned i = 0; i < HYPERVISOR_BASES; i++) {
        uint32_t base = BASE_FIRST + i * BASE_STEP;
        struct cpuid_registers leaf_0 = cpuid(base, 0);
        leaves[i] = (struct hypervisor_leaves){
            .leaf_0 = leaf_0,
            .leaf_1 = has_leaf(&leaf_0, base, 1) ? cpuid(base + 1, 0) : none,
            .leaf_3 = has_leaf(&leaf_0, base, LEAF_FEATURES)
                          ? cpuid(base + LEAF_FEATURES, 0)
                          : none,
            .leaf_10 = has_leaf(&leaf_0, base, LEAF_TIMING) ? cpuid(base + LEAF_TIMING, 0)
                                                            : none,
        };
    }
}

static bool is_named(const struct hypervisor_leaves *leaves, const char *name)
{
    char its[NAME_LENGTH];

    memcpy(its, &leaves->leaf_0.ebx, 4);
    memcpy(its + 4, &leaves->leaf_0.ecx, 4);
    memcpy(its + 8, &leaves->leaf_0.edx, 4);
    return memcmp(its, name, NAME_LENGTH) == 0;
}

static uint32_t possible(uint32_t khz)
{
    return khz >= CLOCK_MIN_KHZ && khz <= CLOCK_MAX_KHZ ? khz : 0;
}

uint32_t hypervisor_khz_of_hz(uint64_t hz)
{
    uint64_t khz = divide32(hz, 1000, NULL);

    return khz > UINT32_MAX ? 0 : possible((uint32_t)khz);
}

static void from_hyperv(const struct hypervisor_leaves *leaves,
                        struct hypervisor_clock *out)
{
    uint32_t may = leaves->leaf_3.eax, has = leaves->leaf_3.edx;

    out->has_reference |= (may & HYPERV_MAY_READ_REFERENCE) != 0;
    out->has_tsc_frequency |= (may & HYPERV_MAY_READ_FREQUENCIES) &&
                              (has & HYPERV_HAS_FREQUENCIES);
}

struct hypervisor_clock hypervisor_clock_from(
    const struct hypervisor_leaves leaves[HYPERVISOR_BASES])
{
    struct hypervisor_clock clock = { .tsc_khz = 0 };

    for (unsigned i = 0; i < HYPERVISOR_BASES; i++) {
        uint32_t khz;
        if (leaves[i].leaf_1.eax == HYPERV_INTERFACE) {
            from_hyperv(&leaves[i], &clock);
            continue;
        }
        khz = is_named(&leaves[i], "XenVMMXenVMM") ? leaves[i].leaf_3.ecx
                                                   : leaves[i].leaf_10.eax;
        if (clock.tsc_khz == 0)
            clock.tsc_khz = possible(khz);
    }
    return clock;
}

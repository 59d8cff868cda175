#include "litmus/judge/deviations.h"

#include "lib/compiler.h"
#include "lib/string.h"

#define TCG PLATFORM_QEMU_TCG, DEVIATES
#define TCG_SILENT PLATFORM_QEMU_TCG, CANNOT_FIRE
#define BOCHS_SILENT PLATFORM_BOCHS, CANNOT_FIRE
#define AMD PLATFORM_AMD_NESTED, DEVIATES
#define AMD_SILENT PLATFORM_AMD_NESTED, CANNOT_FIRE

#define QEMU_72 "7.2.22"
#define BOCHS_27 "2.7"
#define IN_ORDER                                                                         \
    "one thread of the host runs all CPUs in turn, and each store is done before the "   \
    "next instruction: no load can pass it"
#define WALK "target/i386/tcg/sysemu/excp_helper.c, mmu_translate()"
#define APM_NESTED "AMD APM vol. 2, 15.25.10"

const struct deviation deviations[] = {
    { TCG, "pdpt/untouched", "written", QEMU_72,
      "sets bit 5, reserved, in PDPTEs as it walks them", WALK },
    { TCG, "pdpt/reserved", "accepted", QEMU_72,
      "MOV CR3 does not check PDPTEs for reserved bits",
      "target/i386/helper.c, comment at cpu_x86_update_cr3()" },
    { TCG, "tlb/reserved-code", "code_8", QEMU_72,
      "reserved-bit faults come without the present bit in the error code", WALK },
    { TCG_SILENT, "pdpt/one-cpu", NULL, QEMU_72,
      "PDPTEs are read from memory at each walk, so no CPU has an old one", WALK },
    { BOCHS_SILENT, "mm/no-mask-barrier", NULL, BOCHS_27, IN_ORDER,
      "docs/mask-order.md" },
    { BOCHS_SILENT, "mm/mask-order", NULL, BOCHS_27, IN_ORDER, "docs/mask-order.md" },
    { AMD, "pdpt/reserved", "accepted", "any",
      "under nested paging PDPTEs are not checked by MOV CR3", APM_NESTED },
    { AMD_SILENT, "pdpt/one-cpu", NULL, "any",
      "under nested paging PDPTEs are read on demand", APM_NESTED },
};
const unsigned deviations_count = ARRAY_SIZE(deviations);

enum platform platform_from(const struct cpu_identity *identity, bool debug_port)
{
    if (string_equal(identity->hypervisor_vendor, "TCGTCGTCGTCG"))
        return PLATFORM_QEMU_TCG;
    if (identity->features.hypervisor)
        return string_equal(identity->vendor, "AuthenticAMD") ||
                       string_equal(identity->vendor, "HygonGenuine")
                   ? PLATFORM_AMD_NESTED
                   : PLATFORM_OTHER;
    return debug_port ? PLATFORM_BOCHS : PLATFORM_OTHER;
}

const char *platform_name(enum platform platform)
{
    static const char *const names[PLATFORMS] = {
        [PLATFORM_OTHER] = "no emulator that is known",
        [PLATFORM_QEMU_TCG] = "QEMU TCG",
        [PLATFORM_BOCHS] = "Bochs",
        [PLATFORM_AMD_NESTED] = "a hypervisor on AMD",
    };
    return names[platform];
}

/* Whether name is "level/id". */
static bool names(const char *name, const char *level, const char *id)
{
    size_t length = strlen(level);
    return strlen(name) > length && !memcmp(name, level, length) && name[length] == '/' &&
           string_equal(name + length + 1, id);
}

const struct deviation *deviation_find(enum platform platform, enum deviation_kind kind,
                                       const char *level, const char *id,
                                       const char *outcome)
{
    for (unsigned i = 0; i < deviations_count; i++) {
        const struct deviation *row = &deviations[i];
        if (row->platform == platform && row->kind == kind &&
            names(row->trial, level, id) &&
            (kind == CANNOT_FIRE || string_equal(row->outcome, outcome)))
            return row;
    }
    return NULL;
}

#include "arch/cpu/errata.h"

#include "lib/format.h"
#include "lib/string.h"

#define INTEL "GenuineIntel"
#define AMD "AuthenticAMD"
#define EVERY_MODEL 0, 0xFF
#define EVERY_STEPPING 0, 0xF

#define MSR_HWCR 0xC0010015u
#define HWCR_TLB_CACHE_DISABLE (1u << 3)
#define HWCR_FLUSH_FILTER_DISABLE (1u << 6)

/* clang-format off */
static const struct erratum errata[] = {
    /* Pentium Pro specification update 242689, errata 66 and 92: a CPU may use a shared
     * line after another CPU got it. Linux used a locked operation for unlock because of
     * it (CONFIG_X86_PPRO_FENCE, removed in 4.16 by 5927145efd5d). */
    {
        .name = "PPro-66/92",
        .forges = "a load may see a line's old contents after a newer one was seen",
        .vendor = INTEL, .family = 6, 1, 1, EVERY_STEPPING,
    },
    /* Linux, ppro_with_ram_bug(): the range is taken out of the memory map. */
    {
        .name = "PPro-50",
        .forges = "RAM from 0x70000000 to 0x7003ffff is not to be trusted",
        .vendor = INTEL, .family = 6, 1, 1, 0, 7,
        .limits = ERRATUM_NO_RAM_1792M,
    },
    /* The same weakness as PPro-92 in the Celeron specification update, erratum C59,
     * "Potential Loss of Data Coherency During MP Data Ownership Transfer"; Intel never
     * reproduced it. The Pentium II and III share these cores. The affected steppings are
     * unchecked. */
    {
        .name = "P6-C59",
        .forges = "a load may see a line's old contents while it moves between CPUs",
        .vendor = INTEL, .family = 6, 5, 8, EVERY_STEPPING,
    },
    /* Linux, early_init_intel(): a race between speculative fetches and the invalidation
     * of a large page, fixed by microcode 0x20E. */
    {
        .name = "Atom-AAE44",
        .forges = "a 2 MiB page may be used after it was invalidated",
        .vendor = INTEL, .family = 6, 0x1C, 0x1C, 0, 2,
        .fixed_by_microcode = 0x20E,
        .limits = ERRATUM_NO_LARGE_PAGES,
    },
    /* Xeon Phi x200 specification update, KNL4; Linux e4a84be6f05e. */
    {
        .name = "KNL4",
        .forges = "A and D may be set in an entry that is not present any more",
        .vendor = INTEL, .family = 6, 0x57, 0x57, EVERY_STEPPING,
    },
    /* Quark core developer's manual, 6.4.11; Linux, early_init_intel(): only a load of
     * CR3 flushes the TLB. */
    {
        .name = "Quark-PGE",
        .forges = "global entries may survive every flush",
        .vendor = INTEL, .family = 5, 9, 9, EVERY_STEPPING,
        .limits = ERRATUM_NO_PGE,
    },
    /* Linux, intel_smp_check(). */
    {
        .name = "P54C-B",
        .forges = "two CPUs may not work together at all",
        .vendor = INTEL, .family = 5, 0, 3, 1, 4,
    },
    /* AMD 25759, errata 63 and 122: the filter that spares TLB flushes misses some. Off
     * by default from revision F (model 0x40) on. Linux, init_amd(). */
    {
        .name = "K8-63/122",
        .forges = "a TLB entry may survive a load of CR3",
        .vendor = AMD, .family = 0xF, 0, 0x3F, EVERY_STEPPING,
        .remedy = ERRATUM_SET_BITS,
        .msr = MSR_HWCR, .bits = HWCR_FLUSH_FILTER_DISABLE,
    },
    /* AMD 25759, erratum 107, "Possible Multiprocessor Coherency Problem with Setting
     * Page Table A/D Bits", before revision E. The firmware's workaround is in an MSR
     * behind a K8 passcode, so lohilo cannot see it. */
    {
        .name = "K8-107",
        .forges = "A or D set by the CPU may overwrite another CPU's store, unless the "
                  "firmware has worked around it",
        .vendor = AMD, .family = 0xF, 0, 0x1F, EVERY_STEPPING,
    },
    /* AMD 25759, erratum 147, revision E: a locked operation does not hold back the load
     * of a later unlocked read-modify-write. */
    {
        .name = "K8-147",
        .forges = "x += 1 right after taking a lock may use the value from before",
        .vendor = AMD, .family = 0xF, 0x20, 0x3F, EVERY_STEPPING,
    },
    /* AMD 41322, erratum 298, revisions DR-B2 and DR-BA: machine check MC4_STATUS
     * B2000000_000B0C0F, or an A or D bit lost. The workaround costs performance and is
     * left to the firmware. */
    {
        .name = "F10h-298",
        .forges = "the CPU's setting of A and D is not atomic",
        .vendor = AMD, .family = 0x10, 2, 2, 0, 2,
        .remedy = ERRATUM_EXPECT_BITS,
        .msr = MSR_HWCR, .bits = HWCR_TLB_CACHE_DISABLE,
    },
    {
        .name = "F10h-298",
        .forges = "the CPU's setting of A and D is not atomic",
        .vendor = AMD, .family = 0x10, 2, 2, 0xA, 0xA,
        .remedy = ERRATUM_EXPECT_BITS,
        .msr = MSR_HWCR, .bits = HWCR_TLB_CACHE_DISABLE,
    },
    /* AMD 41322, erratum 383. lohilo avoids it: it changes the size of a page only
     * through not-present and a flush. */
    {
        .name = "F10h-383",
        .forges = "a machine check where the size of a mapped page is changed",
        .vendor = AMD, .family = 0x10, EVERY_MODEL, EVERY_STEPPING,
    },
};
/* clang-format on */

static bool within(unsigned value, unsigned first, unsigned last)
{
    return value >= first && value <= last;
}

static bool matches(const struct erratum *erratum, const struct cpu_identity *identity,
                    uint32_t microcode)
{
    return string_equal(erratum->vendor, identity->vendor) &&
           erratum->family == identity->family &&
           within(identity->model, erratum->model_first, erratum->model_last) &&
           within(identity->stepping, erratum->stepping_first, erratum->stepping_last) &&
           (erratum->fixed_by_microcode == 0 || microcode < erratum->fixed_by_microcode);
}

void errata_find(const struct cpu_identity *identity, uint32_t microcode,
                 struct errata_list *list)
{
    list->count = 0;
    if (identity->emulated)
        return;
    for (unsigned i = 0; i < ARRAY_SIZE(errata) && list->count < ERRATA_MAX; i++)
        if (matches(&errata[i], identity, microcode))
            list->found[list->count++] = &errata[i];
}

uint32_t errata_limits(const struct errata_list *list)
{
    uint32_t limits = 0;

    for (unsigned i = 0; i < list->count; i++)
        limits |= list->found[i]->limits;
    return limits;
}

size_t errata_names(const struct errata_list *list, char *buffer, size_t size)
{
    size_t length = 0;

    if (list->count == 0)
        return format(buffer, size, "none");
    for (unsigned i = 0; i < list->count; i++) {
        size_t room = length < size ? size - length : 0;
        length += format(room != 0 ? buffer + length : NULL, room, "%s%s",
                         i != 0 ? "," : "", list->found[i]->name);
    }
    return length;
}

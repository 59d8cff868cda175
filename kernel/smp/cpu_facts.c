#include "kernel/smp/cpu_facts.h"

#include "arch/cpu/errata.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/machine_check.h"
#include "arch/cpu/microcode.h"
#include "arch/cpu/mtrr.h"
#include "arch/irq/apic.h"
#include "kernel/log/log.h"
#include "kernel/machine/machine.h"
#include "kernel/smp/apic_facts.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/frames.h"

struct cpu_facts {
    struct cpu_identity identity;
    struct errata_list errata;
    uint32_t microcode;
    uint32_t apic_version;
    unsigned unresolved; /* errata that can still forge a result */
    struct mtrrs mtrrs;
    bool uncached; /* caching is off: CR0.CD or NW is still set */
};

static struct cpu_facts *facts[CPUS_MAX];
static uint32_t errata_kept;

void cpu_facts_keep_to(uint32_t limits)
{
    errata_kept = limits;
}

void cpu_facts_prepare(unsigned cpu)
{
    /* A page holds the facts of one CPU; identity and errata list stay below its size. */
    _Static_assert(sizeof(struct cpu_facts) <= PAGE_SIZE, "one page each");
    facts[cpu] = frame_alloc_zeroed("the facts of a CPU");
}

/* Only the CPU itself can read its identity and work around its errata. */
void cpu_facts_take(struct cpu *self)
{
    struct cpu_facts *mine = facts[self->index];
    struct cpuid_dump dump;

    cpuid_collect(&dump);
    cpu_identity_from(&dump, &mine->identity);
    machine_mark_emulated(&mine->identity);
    mine->microcode = microcode_revision(&mine->identity);
    errata_find(&mine->identity, mine->microcode, &mine->errata);
    mine->unresolved =
        errata_apply(&mine->errata, errata_kept, self->index ? NULL : log_comment_sink());
    mtrrs_read(mine->identity.features.mtrr, &mine->mtrrs);
    mine->uncached = (read_cr0() & (CR0_CD | CR0_NW)) != 0;
    mine->apic_version = apic_version() & 0xFF;
    machine_check_enable(mine->identity.features.mce, mine->identity.family,
                         mine->identity.model);
}

const struct cpu_identity *cpu_facts_identity(unsigned cpu)
{
    return &facts[cpu]->identity;
}

/* ---- report ---- */

static bool alike(const struct cpu_facts *a, const struct cpu_facts *b)
{
    struct cpu_identity x = a->identity, y = b->identity;
    x.initial_apic_id = y.initial_apic_id = 0;
    /* cpu_identity_from() clears the padding too.
     * NOLINTNEXTLINE(bugprone-suspicious-memory-comparison) */
    return !memcmp(&x, &y, sizeof(x)) && a->microcode == b->microcode &&
           a->apic_version == b->apic_version && a->unresolved == b->unresolved;
}

static void describe_group(unsigned first, unsigned end)
{
    const struct cpu_facts *its = facts[first];
    char identity[LINE_MAX_LENGTH], errata[120];

    errata_names(&its->errata, errata, sizeof(errata));
    cpu_identity_line(&its->identity, identity, sizeof(identity));
    log_line("# cpu %u..%u: %s", first, end - 1, identity);
    log_line(
        "# cpu %u..%u: microcode=0x%x apic=0x%x/version 0x%02x errata=%s unresolved=%u",
        first, end - 1, its->microcode, cpu_by_index(first)->apic_id, its->apic_version,
        errata, its->unresolved);
}

/* How a CPU's MTRRs differ from the boot processor's. */
struct difference {
    uint32_t msr; /* 0: no difference */
    uint64_t boot, its;
};

static struct difference difference_of(unsigned index)
{
    struct difference found = { .msr = 0 };
    if (cpu_by_index(index)->state == CPU_ONLINE)
        found.msr = mtrrs_difference(&facts[0]->mtrrs, &facts[index]->mtrrs, &found.boot,
                                     &found.its);
    return found;
}

static void describe_difference(const struct difference *found, unsigned first,
                                unsigned end)
{
    if (found->msr)
        log_line(
            "# mtrr: WARNING: MSR 0x%x is 0x%llx on cpu %u..%u, 0x%llx on cpu 0: the "
            "same memory may be cached on one and not on the other%s",
            found->msr, (unsigned long long)found->its, first, end - 1,
            (unsigned long long)found->boot,
            facts[first]->identity.emulated ? " (QEMU's INIT clears them)" : "");
}

static void describe_caches(void)
{
    struct difference run = { .msr = 0 };
    unsigned first = 0;

    mtrrs_describe(&facts[0]->mtrrs, log_comment_sink());
    for (unsigned i = 0; i < cpu_count(); i++) {
        struct difference its = difference_of(i);
        if (facts[i]->uncached)
            log_line("# cpu %u: WARNING: its caches do not switch on (CR0.CD, CR0.NW)",
                     i);
        if (its.msr == run.msr && its.its == run.its)
            continue;
        describe_difference(&run, first, i);
        run = its;
        first = i;
    }
    describe_difference(&run, first, cpu_count());
}

void cpu_facts_describe(void)
{
    unsigned first = 0;
    for (unsigned i = 1; i <= cpu_count(); i++)
        if (i == cpu_count() || !alike(facts[first], facts[i])) {
            /* A CPU that never came has no facts. */
            if (facts[first]->identity.signature)
                describe_group(first, i);
            first = i;
        }
    apic_facts_describe();
    describe_caches();
}

#include "kernel/cpus.h"

#include "arch/apic.h"
#include "arch/cpu.h"
#include "arch/instructions.h"
#include "arch/loss.h"
#include "arch/machine_check.h"
#include "arch/microcode.h"
#include "arch/mtrr.h"
#include "arch/pat.h"
#include "arch/smp.h"
#include "arch/traps.h"
#include "arch/tsc_check.h"
#include "kernel/crew.h"
#include "kernel/kill.h"
#include "kernel/log.h"
#include "kernel/losses.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"

enum {
    AP_STACK_PAGES = 3,
    /* A CPU takes six frames, and its stack now and then a page table. What the engines
     * take comes out of the rest: 2 MiB. */
    FRAMES_LEFT_FOR_TRIALS = 512 + 8,
};

/* What each CPU found out about itself. */
struct cpu_facts {
    struct cpu_identity identity;
    struct errata_list errata;
    uint32_t microcode;
    uint32_t apic_version;
    unsigned unresolved; /* errata that can still forge a result */
    struct mtrrs mtrrs;
    bool uncached;       /* CR0.CD or NW is set all the same */
};

static struct cpu boot_cpu;
static uint8_t boot_fault_stack[FAULT_STACK_BYTES] __attribute__((aligned(16)));
static struct cpu_facts *facts[CPUS_MAX];
static char missing[200]; /* CPUs that did not start */
static uint32_t errata_kept; /* limits of the boot processor's errata: all CPUs keep to them */

extern const char boot_stack_bottom[], boot_stack_top[];

void cpus_init_boot(void)
{
    cpu_add(&boot_cpu, 0);
    boot_cpu.state = CPU_ONLINE;
    boot_cpu.phase = "booting";
    boot_cpu.stack_bottom = (uintptr_t)boot_stack_bottom;
    boot_cpu.stack_top = (uintptr_t)boot_stack_top;
    boot_cpu.fault_stack_top = (uintptr_t)boot_fault_stack + sizeof(boot_fault_stack);
    descriptors_load(&boot_cpu, 0, double_fault_entry);
    cpumask_set(&cpu_online_mask, 0);
}

/* Identity depends on the CPU: it is taken by the CPU that it is about. Errata are worked
 * around there too. */
static void take_facts(struct cpu *self)
{
    struct cpu_facts *mine = facts[self->index];
    struct cpuid_dump dump;

    cpuid_collect(&dump);
    cpu_identity_from(&dump, &mine->identity);
    machine_mark_emulated(&mine->identity);
    mine->microcode = microcode_revision(&mine->identity);
    errata_find(&mine->identity, mine->microcode, &mine->errata);
    mine->unresolved = errata_apply(&mine->errata, errata_kept,
                                    self->index ? NULL : log_comment_sink());
    mtrrs_read(mine->identity.features.mtrr, &mine->mtrrs);
    mine->uncached = (read_cr0() & (CR0_CD | CR0_NW)) != 0;
    mine->apic_version = apic_version() & 0xFF;
    machine_check_enable(mine->identity.features.mce, mine->identity.family,
                         mine->identity.model);
}

static void prepare_facts(unsigned index)
{
    /* A page holds the facts of one CPU; identity and errata list stay below its size. */
    _Static_assert(sizeof(struct cpu_facts) <= PAGE_SIZE, "one page each");
    facts[index] = frame_alloc_zeroed("the facts of a CPU");
}

/* The first steps of an AP, on its own stack, paging on, still on the trampoline's
 * descriptors; after them an NMI finds it. */
static void take_tables(struct cpu *self)
{
    descriptors_load(self, kernel_cr3(), double_fault_entry);
    traps_load();
    self->phase = "starting";
    self->takes_nmi = 1;
}

/* For the option test=ap-starting. */
static void ap_hang(struct cpu *self)
{
    take_tables(self);
    for (;;)
        halt();
}

static void ap_entry(struct cpu *self)
{
    uint32_t starting = CPU_STARTING;

    take_tables(self);
    kernel_map_enable_features();
    pat_follow();
    apic_enable(false);
    /* Came late, through the door that is open for another one (boot/trampoline.S). */
    if (apic_id() != self->apic_id)
        for (;;)
            halt();
    take_facts(self);
    cpumask_set(&cpu_online_mask, self->index);
    /* Whoever comes after the boot processor has given it up stays out for good. */
    if (!__atomic_compare_exchange_n(&self->state, &starting, CPU_ONLINE, false,
                                     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        cpumask_clear(&cpu_online_mask, self->index);
        for (;;)
            halt();
    }
    crew_idle();
}

/* The structure at the start of a page, the double-fault stack at its end. */
static struct cpu *make_cpu(uint32_t apic_id)
{
    struct cpu *cpu = frame_alloc_zeroed("a CPU");
    _Static_assert(sizeof(struct cpu) + FAULT_STACK_BYTES <= PAGE_SIZE, "one page each");

    cpu->fault_stack_top = (uintptr_t)cpu + PAGE_SIZE;
    cpu->stack_bottom = (uintptr_t)vmap_alloc(AP_STACK_PAGES, "the stack of a CPU");
    cpu->stack_top = cpu->stack_bottom + AP_STACK_PAGES * PAGE_SIZE;
    cpu_add(cpu, apic_id);
    prepare_facts(cpu->index);
    return cpu;
}

static struct smp_start start_of(const struct machine *machine, const struct boot_info *boot)
{
    const char *code = boot->trampoline_start;
    return (struct smp_start){
        .code = code,
        .code_size = (size_t)((const char *)boot->trampoline_end - code),
        .page = machine->trampoline,
        .writable = vmap(machine->trampoline, 1, PTE_RW),
        .cr3 = kernel_cr3(),
        .nx = machine->paging.nx,
        .cpuid_tells_id = cpu_identity_tells_apic_id(&machine->identity),
        .entry_c = ap_entry,
    };
}

static void start_one(const struct smp_start *start, struct cpu *cpu)
{
    if (!smp_start_cpu(start, cpu, log_comment_sink()))
        cpu_give_up(cpu->index, "did not start");
}

static void start_others(const struct machine *machine, const struct boot_info *boot,
                         const struct options *options, unsigned wanted)
{
    const struct processors *processors = &machine->processors;
    struct smp_start start = start_of(machine, boot);

    smp_prepare(&start);
    for (unsigned i = 0; i < processors->count && cpu_count() < wanted; i++) {
        if (i == processors->boot_index)
            continue;
        if (frames_free(FRAME_LOW) < FRAMES_LEFT_FOR_TRIALS) {
            log_line("# cpus: no memory to start more than %u of %u", cpu_count(), wanted);
            break;
        }
        if (cpu_count() + 1 == wanted && kill_is_asked(options->test)) {
            kill_at_start(options->test, &start, ap_hang);
            smp_prepare(&start);
        }
        start_one(&start, make_cpu(processors->apic_id[i]));
    }
    smp_finish();
    losses_new(missing, sizeof(missing));
    losses_report();
}

const char *cpus_missing(void)
{
    return missing[0] ? missing : NULL;
}

void cpus_set_up_boot(const struct machine *machine)
{
    if (machine->apic_mode == APIC_MEMORY)
        apic_set_base(vmap(machine->apic_physical, 1, PTE_RW | PTE_PCD | PTE_PWT));
    errata_kept = errata_limits(&machine->errata);
    boot_cpu.apic_id = apic_id();
    apic_enable(true);
    prepare_facts(0);
    take_facts(&boot_cpu);
}

void cpus_start(const struct machine *machine, const struct boot_info *boot,
                const struct options *options)
{
    unsigned found = machine->processors.count;
    unsigned wanted = options->cpus && options->cpus < found ? options->cpus : found;

    if (wanted > 1 && !machine->trampoline)
        log_line("# cpus: no free page below 1 MiB to start other CPUs from");
    else if (wanted > 1)
        start_others(machine, boot, options, wanted);
    log_line("# cpus: %u of %u online", cpumask_count(&cpu_online_mask), found);
    if (wanted < found)
        log_line("# cpus: %u left asleep (option cpus=%u)", found - wanted, options->cpus);
}

static bool alike(const struct cpu_facts *a, const struct cpu_facts *b)
{
    struct cpu_identity x = a->identity, y = b->identity;
    x.initial_apic_id = y.initial_apic_id = 0;
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
    log_line("# cpu %u..%u: microcode=0x%x apic=0x%x/version 0x%02x errata=%s unresolved=%u",
             first, end - 1, its->microcode, cpu_by_index(first)->apic_id,
             its->apic_version, errata, its->unresolved);
}

/* How a CPU's MTRRs differ from the boot processor's. */
struct difference {
    uint32_t msr; /* 0: not at all */
    uint64_t boot, its;
};

static struct difference difference_of(unsigned index)
{
    struct difference found = {.msr = 0};
    if (cpu_by_index(index)->state == CPU_ONLINE)
        found.msr = mtrrs_difference(&facts[0]->mtrrs, &facts[index]->mtrrs, &found.boot,
                                     &found.its);
    return found;
}

static void describe_difference(const struct difference *found, unsigned first, unsigned end)
{
    if (found->msr)
        log_line("# mtrr: WARNING: MSR 0x%x is 0x%llx on cpu %u..%u, 0x%llx on cpu 0: the "
                 "same memory may be cached on one and not on the other%s", found->msr,
                 (unsigned long long)found->its, first, end - 1,
                 (unsigned long long)found->boot,
                 facts[first]->identity.emulated ? " (QEMU's INIT clears them)" : "");
}

static void describe_caches(void)
{
    struct difference run = {.msr = 0};
    unsigned first = 0;

    mtrrs_describe(&facts[0]->mtrrs, log_comment_sink());
    for (unsigned i = 0; i < cpu_count(); i++) {
        struct difference its = difference_of(i);
        if (facts[i]->uncached)
            log_line("# cpu %u: WARNING: its caches do not switch on (CR0.CD, CR0.NW)", i);
        if (its.msr == run.msr && its.its == run.its)
            continue;
        describe_difference(&run, first, i);
        run = its;
        first = i;
    }
    describe_difference(&run, first, cpu_count());
}

void cpus_compare_tsc(const struct stage *stage)
{
    static struct tsc_check check; /* a CPU that hangs may still look at it */
    unsigned compared = 0, warped = 0;

    if (!facts[0]->identity.features.tsc || stage->workers == 0)
        return;
    for (unsigned worker = 0; worker < stage->workers; worker++) {
        tsc_check_start(&check);
        stage->start(worker, tsc_check_other, &check);
        tsc_check_here(&check);
        if (!stage->wait(worker, TSC_CHECK_LIMIT_US))
            break;
        compared++;
        if (check.warp == 0)
            continue;
        warped++;
        log_line("# tsc: cpu %u: a later read gave up to %llu cycles less than an earlier "
                 "one of another CPU", stage->cpu(worker), (unsigned long long)check.warp);
    }
    log_line("# tsc: %u CPUs compared with cpu 0: %u warped; %s; no order of events is taken "
             "from it", compared, warped,
             facts[0]->identity.features.invariant_tsc ? "invariant" : "not invariant");
}

void cpus_describe(void)
{
    unsigned first = 0;
    for (unsigned i = 1; i <= cpu_count(); i++)
        if (i == cpu_count() || !alike(facts[first], facts[i])) {
            /* One that never came has no facts. */
            if (facts[first]->identity.signature)
                describe_group(first, i);
            first = i;
        }
    describe_caches();
}

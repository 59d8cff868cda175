#include "kernel/smp/cpus.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/smp/cpu_failure.h"
#include "arch/smp/smp.h"
#include "arch/smp/tsc_check.h"
#include "kernel/log/log.h"
#include "kernel/smp/ap.h"
#include "kernel/smp/cpu_facts.h"
#include "kernel/smp/failures.h"
#include "kernel/smp/kill.h"
#include "kernel/smp/left_out.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"

enum {
    AP_STACK_PAGES = 3,
    /* A CPU takes six frames, and its stack sometimes a page table. This is kept for the
     * engines: 2 MiB. */
    FRAMES_LEFT_FOR_TRIALS = 512 + 8,
    LEFT_OUT_TEXT = 120, /* of the reason: two of kernel/smp/left_out.h */
};

static struct cpu boot_cpu;
static uint8_t boot_fault_stack[FAULT_STACK_BYTES] __attribute__((aligned(16)));
static struct left_out left_out;
static char missing[400];  /* CPUs that did not start or could not be started ... */
static char unwanted[100]; /* ... and those left out by choice */

extern const char boot_stack_bottom[], boot_stack_top[];

void cpus_init_boot(void)
{
    cpu_add(&boot_cpu, 0);
    boot_cpu.state = CPU_ONLINE;
    boot_cpu.phase = CPU_PHASE_BOOTING;
    boot_cpu.stack_bottom = (uintptr_t)boot_stack_bottom;
    boot_cpu.stack_top = (uintptr_t)boot_stack_top;
    boot_cpu.fault_stack_top = (uintptr_t)boot_fault_stack + sizeof(boot_fault_stack);
    descriptors_load(&boot_cpu, 0, double_fault_entry);
    cpumask_set(&cpu_online_mask, 0);
}

/* The structure is at the start of a page, the double-fault stack at its end. */
static struct cpu *make_cpu(uint32_t apic_id)
{
    struct cpu *cpu = frame_alloc_zeroed("a CPU");
    _Static_assert(sizeof(struct cpu) + FAULT_STACK_BYTES <= PAGE_SIZE, "one page each");

    cpu->fault_stack_top = (uintptr_t)cpu + PAGE_SIZE;
    cpu->stack_bottom = (uintptr_t)vmap_alloc(AP_STACK_PAGES, "the stack of a CPU");
    cpu->stack_top = cpu->stack_bottom + AP_STACK_PAGES * PAGE_SIZE;
    cpu_add(cpu, apic_id);
    cpu->apic_id_called = apic_id;
    cpu_facts_prepare(cpu->index);
    return cpu;
}

static struct smp_start start_of(const struct machine *machine,
                                 const struct boot_info *boot)
{
    const char *code = boot->trampoline_start;
    struct paging_features features = kernel_paging_features();

    return (struct smp_start){
        .code = code,
        .code_size = (size_t)((const char *)boot->trampoline_end - code),
        .page = machine->trampoline,
        .writable = vmap(machine->trampoline, 1, PTE_RW),
        .cr3 = kernel_cr3(),
        .cr4 = CR4_PAE | (features.pse ? CR4_PSE : 0),
        .has_efer = features.efer,
        .nx = features.nx,
        .apic_base = apic_has_base(),
        .entry_c = ap_entry,
    };
}

/* True if ids may use all their 32 bits; a process (native/) has no smaller limit
 * either. */
static bool can_send_32_bits(const struct machine *machine)
{
    return machine->apic_mode != APIC_MEMORY;
}

static void start_one(const struct smp_start *start, struct cpu *cpu)
{
    if (!smp_start_cpu(start, cpu, log_comment_sink()))
        cpu_give_up(cpu->index, "did not start");
}

/* A running CPU may have another id than the one it was started by: an INIT to that id
 * would kill it. */
static bool id_is_taken(uint32_t apic_id)
{
    for (unsigned i = 0; i < cpu_count(); i++)
        if (cpumask_test(&cpu_online_mask, i) && cpu_by_index(i)->apic_id == apic_id)
            return true;
    return false;
}

static bool may_be_started(const struct machine *machine, unsigned i)
{
    const struct processors *processors = &machine->processors;

    return i != processors->boot_index &&
           processors_can_reach(processors->apic_id[i], can_send_32_bits(machine));
}

/* The CPUs that were to run and were not started: twins, unless another CPU came in their
 * place. */
static void count_missing(unsigned wanted, unsigned twins)
{
    unsigned missed = wanted - cpu_count();

    if (twins > missed)
        twins = missed;
    left_out.count[LEFT_OUT_BY_TWIN] += twins;
    left_out.count[LEFT_OUT_BY_MEMORY] = missed - twins;
}

static void start_others(const struct machine *machine, const struct boot_info *boot,
                         const struct options *options, unsigned wanted)
{
    const struct processors *processors = &machine->processors;
    struct smp_start start = start_of(machine, boot);
    unsigned twins = 0;

    smp_prepare(&start);
    for (unsigned i = 0; i < processors->count && cpu_count() < wanted; i++) {
        if (!may_be_started(machine, i))
            continue;
        if (id_is_taken(processors->apic_id[i])) {
            twins++;
            continue;
        }
        if (frames_free(FRAME_LOW) < FRAMES_LEFT_FOR_TRIALS)
            break;
        if (cpu_count() + 1 == wanted && kill_is_asked(options->test)) {
            kill_at_start(options->test, &start, ap_hang);
            smp_prepare(&start);
        }
        start_one(&start, make_cpu(processors->apic_id[i]));
    }
    smp_finish();
    count_missing(wanted, twins);
    cpu_failures_describe_new(missing, sizeof(missing) - LEFT_OUT_TEXT);
    cpu_failures_report();
}

/* Adds the CPUs that could not be started to those that did not come. */
static void note_left_out(void)
{
    size_t length = strlen(missing);
    char doubt[sizeof(missing)];

    left_out_say(&left_out, log_comment_sink());
    left_out_unwanted(&left_out, unwanted, sizeof(unwanted));
    left_out_doubt(&left_out, doubt, sizeof(doubt));
    if (doubt[0])
        format(missing + length, sizeof(missing) - length, "%s%s", length ? "; " : "",
               doubt);
}

const char *cpus_missing(void)
{
    return missing[0] ? missing : NULL;
}

const char *cpus_unwanted(void)
{
    return unwanted[0] ? unwanted : NULL;
}

void cpus_set_up_boot(const struct machine *machine)
{
    if (machine->apic_mode == APIC_MEMORY)
        apic_set_base(vmap(machine->apic_physical, 1, PTE_RW | PTE_PCD | PTE_PWT));
    boot_cpu.apic_id = apic_id();
    apic_enable(true);
    cpu_facts_keep_to(errata_limits(&machine->errata));
    cpu_facts_prepare(0);
    cpu_facts_take(&boot_cpu);
}

void cpus_start(const struct machine *machine, const struct boot_info *boot,
                const struct options *options)
{
    struct left_out_wish wish = { options->cpus, options->smp == OPTION_SMP_OFF };
    unsigned wanted =
        left_out_plan(&left_out, &machine->processors, can_send_32_bits(machine), wish);

    if (wanted > 1 && !machine->trampoline)
        left_out.count[LEFT_OUT_BY_PAGE] = wanted - 1;
    else if (wanted > 1)
        start_others(machine, boot, options, wanted);
    log_line("# cpus: %u of %u online", cpumask_count(&cpu_online_mask),
             left_out.present);
    note_left_out();
}

void cpus_compare_tsc(const struct environment *environment)
{
    static struct tsc_check check; /* a CPU that hangs may still use it */
    const struct cpu_features *features = &cpu_facts_identity(0)->features;
    unsigned compared = 0, warped = 0;

    if (!features->tsc || environment->workers == 0)
        return;
    for (unsigned worker = 0; worker < environment->workers; worker++) {
        tsc_check_start(&check);
        environment->start(worker, tsc_check_other, &check);
        tsc_check_here(&check);
        if (!environment->wait(worker, TSC_CHECK_LIMIT_US))
            break;
        compared++;
        if (check.warp == 0)
            continue;
        warped++;
        log_line(
            "# tsc: cpu %u: a later read gave up to %llu cycles less than an earlier "
            "one of another CPU",
            environment->cpu(worker), (unsigned long long)check.warp);
    }
    log_line("# tsc: %u CPUs compared with cpu 0: %u warped; %s; lohilo derives no "
             "order of events from it",
             compared, warped, features->invariant_tsc ? "invariant" : "not invariant");
}

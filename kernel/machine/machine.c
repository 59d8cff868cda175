#include "kernel/machine/machine.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/exception_table.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/leftovers.h"
#include "arch/cpu/microcode.h"
#include "arch/cpu/msr.h"
#include "arch/devices/a20.h"
#include "arch/devices/debug_port.h"
#include "arch/irq/nmi.h"
#include "arch/irq/pic.h"
#include "arch/time/clock.h"
#include "arch/time/hpet.h"
#include "kernel/log/log.h"
#include "kernel/screen/console.h"
#include "lib/format.h"

/* In addition to the kernel. With two CPUs all trials run in 4036 KiB, without a skip. */
#define MEMORY_NEEDED (9ull << 19)
#define TRAMPOLINE_LIMIT 0x90000

extern const char kernel_start[], kernel_end[];

void machine_mark_emulated(struct cpu_identity *identity)
{
    if (!identity->features.hypervisor && debug_port_present())
        identity->emulated = true;
}

void machine_find_cpu(struct machine *machine, const struct options *options)
{
    struct cpuid_dump dump;

    cpuid_collect(&dump);
    cpu_identity_from(&dump, &machine->identity);
    if (leftovers_take_back(&machine->identity, &msr_access, log_comment_sink())) {
        cpuid_collect(&dump); /* may report more now */
        cpu_identity_from(&dump, &machine->identity);
    }
    machine_mark_emulated(&machine->identity);
    errata_find(&machine->identity, microcode_revision(&machine->identity),
                &machine->errata);
    const struct cpu_features *features = &machine->identity.features;
    uint32_t without = errata_limits(&machine->errata);
    machine->paging.nx = features->nx && options->nx;
    machine->paging.pge = features->pge && options->pge && !(without & ERRATUM_NO_PGE);
    machine->paging.pse = features->pse;
    machine->paging.large = !(without & ERRATUM_NO_LARGE_PAGES);
    pic_remap_and_mask();
    nmi_board_open();
}

bool machine_has_pae(const struct machine *machine, const struct options *options,
                     char *reason, size_t size)
{
    if (machine->identity.features.pae)
        return true;
    if (!options->forcepae) {
        format(reason, size,
               "no PAE: this Pentium M does not report PAE (CPUID.1:EDX bit 6); "
               "many have it all the same: the option forcepae tries");
        log_line("# cpu: %s", reason);
        return false;
    }
    struct fault fault = try_write_cr4(read_cr4() | CR4_PAE);
    bool has = fault.vector == NO_FAULT && read_cr4() & CR4_PAE;
    if (has)
        write_cr4(read_cr4() & ~CR4_PAE);
    log_line("# cpu: PAE is not reported, and CR4.PAE can%s be set (option forcepae)",
             has ? "" : "not");
    if (!has)
        format(reason, size,
               "no PAE: CPUID does not report it, and CR4.PAE cannot be set "
               "(option forcepae): lohilo cannot run on this CPU");
    return has;
}

void machine_find_clock(struct machine *machine, const struct boot_info *boot,
                        const struct physical_view *memory)
{
    struct line_sink *sink = log_comment_sink();
    acpi_fadt_find(memory, &boot->acpi, &machine->fadt, sink);
    struct clock_setup setup = {
        .has_tsc = machine->identity.features.tsc,
        .hypervisor = machine->identity.features.hypervisor,
        .pm_timer_port = machine->fadt.pm_timer_port,
        .hpet_address = acpi_hpet_find(memory, &boot->acpi, sink),
        .max_cpuid_leaf = machine->identity.max_leaf,
    };
    if (setup.hpet_address)
        hpet_take_back((volatile uint8_t *)(uintptr_t)setup.hpet_address, sink);
    clock_start(&setup, sink);
    clock_describe(sink);
    machine->power.has_reset_register = machine->fadt.reset_supported;
    machine->power.reset_space = machine->fadt.reset_space;
    machine->power.reset_address = machine->fadt.reset_address;
    machine->power.reset_value = machine->fadt.reset_value;
}

static void reserve(struct memory_map *map, uint64_t start, uint64_t end)
{
    uint64_t lost = map->lost.bytes;

    memory_map_reserve(map, start, end);
    if (map->lost.bytes != lost)
        log_line("# memory: no room in the map to set 0x%llx-0x%llx apart: %llu bytes of "
                 "RAM are "
                 "not used for it",
                 (unsigned long long)start, (unsigned long long)end - 1,
                 (unsigned long long)(map->lost.bytes - lost));
}

static void reserve_what_is_in_use(struct machine *machine, const struct boot_info *boot)
{
    struct memory_map *map = &machine->map;

    reserve(map, 0, PAGE_SIZE);
    reserve(map, (uintptr_t)kernel_start, (uintptr_t)kernel_end);
    for (unsigned i = 0; i < boot->reserved_count; i++)
        reserve(map, boot->reserved[i].start, boot->reserved[i].end);
    struct console_memory screen = console_screen_memory();
    reserve(map, screen.address, screen.address + screen.size);
    machine->trampoline = (uint32_t)memory_map_first_page(map, TRAMPOLINE_LIMIT);
    if (machine->trampoline)
        reserve(map, machine->trampoline, machine->trampoline + PAGE_SIZE);
}

static const char *memory_source(const struct boot_info *boot)
{
    static const char *const sources[] = {
        [BOOT_MEMORY_UNKNOWN] = "an unknown source",
        [BOOT_MEMORY_FROM_MMAP] = "the firmware's map",
        [BOOT_MEMORY_FROM_SIZES] = "mem_upper alone",
    };
    return sources[boot->memory_source];
}

static void say_too_little(const struct boot_info *boot, uint64_t below, char *reason,
                           size_t size)
{
    if (boot->memory_source != BOOT_MEMORY_UNKNOWN)
        format(reason, size,
               "too little memory: %llu KiB usable from 1 MiB to 4 GiB, by %s; lohilo "
               "needs %llu "
               "KiB above 1 MiB: give the machine more, or boot with another loader",
               (unsigned long long)below >> 10, memory_source(boot), MEMORY_NEEDED >> 10);
    else
        format(reason, size, "no memory is known: %s; boot with another loader",
               boot->protocol ? "the loader gave neither a usable map nor usable sizes"
                              : "started by neither Multiboot 1 nor 2, or with unusable "
                                "information");
}

bool machine_find_memory(struct machine *machine, const struct boot_info *boot,
                         const struct options *options, char *reason, size_t size)
{
    uint64_t limit = 1ull << machine->identity.physical_bits;
    if (!options->highmem && limit > 1ull << 32)
        limit = 1ull << 32;
    machine->map = boot->memory;
    log_line("# memory: A20 is %s",
             a20_open() ? "open" : "disabled: odd megabytes alias even ones");
    memory_map_clean(&machine->map, limit, log_comment_sink());
    reserve_what_is_in_use(machine, boot);
    if (errata_limits(&machine->errata) & ERRATUM_NO_RAM_1792M)
        reserve(&machine->map, 0x70000000, 0x70040000);

    uint64_t below = memory_map_usable(&machine->map, 0x100000, 1ull << 32);
    uint64_t above = memory_map_usable(&machine->map, 1ull << 32, UINT64_MAX);
    log_line("# memory: %llu KiB usable below 4 GiB, %llu KiB above; from %s",
             (unsigned long long)below >> 10, (unsigned long long)above >> 10,
             memory_source(boot));
    if (below >= MEMORY_NEEDED)
        return true;
    say_too_little(boot, below, reason, size);
    log_line("# memory: %s", reason);
    return false;
}

static enum processor_choice choice(enum option_smp smp)
{
    static const enum processor_choice choices[] = {
        [OPTION_SMP_AUTO] = PROCESSORS_AUTOMATIC,
        [OPTION_SMP_ACPI] = PROCESSORS_ACPI,
        [OPTION_SMP_MP] = PROCESSORS_MP,
        [OPTION_SMP_OFF] = PROCESSORS_AUTOMATIC, /* none is started, all are counted */
    };
    return choices[smp];
}

/* smp=off is for boards with wrong tables: the tables only give the number of CPUs left
 * out. */
static void only_count(struct processors *processors)
{
    processors->io_apic_address = 0;
    processors->other_io_apics = 0;
    processors->imcr_present = false;
}

static void look_for_a_twin(struct machine *machine)
{
    struct processors *processors = &machine->processors;
    const struct cpu_identity *identity = &machine->identity;
    uint32_t id = processors->apic_id[processors->boot_index];

    if (machine->apic_mode != APIC_MEMORY || cpu_identity_agrees_with(identity, id) ||
        !processors_boot_has_a_twin(processors, identity->initial_apic_id))
        return;
    processors->boot_twin = true;
    log_line("# processors: the boot processor's APIC id is %u and was %u at reset, and "
             "the table "
             "lists both: another CPU may have its id too, so nothing is sent to ids",
             (unsigned)id, (unsigned)identity->initial_apic_id);
}

/* The CPU's own address counts: a table only repeats it. */
static void say_where_tables_differ(const struct machine *machine)
{
    uint64_t told = machine->processors.local_apic_address;

    if (machine->processors.source != PROCESSORS_BOOT_ONLY &&
        machine->apic_mode == APIC_MEMORY && told != machine->apic_physical)
        log_line("# apic: the firmware's table has it at 0x%llx, IA32_APIC_BASE at "
                 "0x%llx: used "
                 "there",
                 (unsigned long long)told, (unsigned long long)machine->apic_physical);
}

void machine_find_processors(struct machine *machine, const struct boot_info *boot,
                             const struct physical_view *memory,
                             const struct options *options)
{
    struct line_sink *sink = log_comment_sink();
    const struct cpu_identity *identity = &machine->identity;

    machine->apic_mode = apic_detect(identity->features.apic,
                                     identity->features.msr && identity->family >= 6,
                                     options->lapic, &machine->apic_physical, sink);
    if (machine->apic_mode == APIC_MEMORY) {
        apic_set_base((volatile void *)(uintptr_t)machine->apic_physical);
        /* Not RAM, even if the map says so. */
        reserve(&machine->map, machine->apic_physical,
                machine->apic_physical + PAGE_SIZE);
    }
    processors_find(memory, &boot->acpi, apic_id(),
                    machine->apic_mode == APIC_ABSENT ? PROCESSORS_NONE
                                                      : choice(options->smp),
                    &machine->processors, sink);
    say_where_tables_differ(machine);
    look_for_a_twin(machine);
    if (options->smp == OPTION_SMP_OFF)
        only_count(&machine->processors);
    if (machine->processors.imcr_present)
        pic_imcr_symmetric();
}

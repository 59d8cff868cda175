#include "kernel/smp/apic_facts.h"

#include "arch/cpu/cpu.h"
#include "arch/irq/apic.h"
#include "arch/irq/apic_path.h"
#include "kernel/log/log.h"
#include "kernel/smp/cpu_facts.h"

static bool came_in_another_mode(const struct cpu *cpu)
{
    return cpu->apic_base && apic_base_mode(cpu->apic_base) != apic_mode();
}

static bool changed_its_id(const struct cpu *cpu)
{
    return cpu->index && cpu->apic_id != cpu->apic_id_called;
}

static bool has_another_id(const struct cpu *cpu)
{
    return !cpu_identity_agrees_with(cpu_facts_identity(cpu->index), cpu->apic_id);
}

/* The number of CPUs for which it is true; *first of them. */
static unsigned count_cpus(bool (*is_true)(const struct cpu *cpu),
                           const struct cpu **first)
{
    unsigned count = 0;

    for (unsigned i = cpu_count(); i-- > 0;)
        if (cpumask_test(&cpu_online_mask, i) && is_true(cpu_by_index(i))) {
            *first = cpu_by_index(i);
            count++;
        }
    return count;
}

static void describe_modes(void)
{
    const struct cpu *first;
    unsigned count = count_cpus(came_in_another_mode, &first);

    if (count)
        log_line("# apic: %u CPUs started in another mode than cpu 0 and were put into "
                 "its mode: cpu %u was "
                 "%s (IA32_APIC_BASE=0x%llx), is %s",
                 count, first->index, apic_mode_name(apic_base_mode(first->apic_base)),
                 (unsigned long long)first->apic_base, apic_mode_name(apic_mode()));
}

static void describe_changes(void)
{
    const struct cpu *first;
    unsigned count = count_cpus(changed_its_id, &first);

    if (count)
        log_line("# apic: %u CPUs changed their APIC id with the mode: cpu %u was "
                 "started by id "
                 "%u, and has %u",
                 count, first->index, first->apic_id_called, first->apic_id);
}

static void describe_ids(void)
{
    const struct cpu *first;
    unsigned count = count_cpus(has_another_id, &first);

    if (count)
        log_line(
            "# apic: firmware gave %u CPUs another APIC id than the hardware: cpu %u has "
            "%u, CPUID says %u",
            count, first->index, first->apic_id,
            cpu_facts_identity(first->index)->initial_apic_id);
}

void apic_facts_describe(void)
{
    if (apic_mode() == APIC_ABSENT)
        return;
    describe_modes();
    describe_changes();
    describe_ids();
}

#include "arch/cpu/cpu.h"

#include "lib/panic.h"

struct cpumask cpu_online_mask;

static struct cpu *cpus[CPUS_MAX];
static unsigned count;

void cpu_add(struct cpu *cpu, uint32_t apic_id)
{
    ASSERT(count < CPUS_MAX);
    cpu->self = cpu;
    cpu->index = count;
    cpu->apic_id = apic_id;
    cpu->state = CPU_OFF;
    cpu->phase = CPU_PHASE_NEVER_STARTED;
    cpus[count++] = cpu;
}

unsigned cpu_count(void)
{
    return count;
}

struct cpu *cpu_by_index(unsigned index)
{
    ASSERT(index < count);
    return cpus[index];
}

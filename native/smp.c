/* CPUs: threads, each pinned to a CPU of the machine (arch/smp/smp.h,
 * arch/cpu/descriptors.h). */
#include "arch/smp/smp.h"

#include "arch/cpu/instructions.h"
#include "arch/irq/apic.h"
#include "arch/time/clock.h"
#include "lib/panic.h"
#include "native/linux.h"

enum { SIGNAL_STACK_BYTES = 64 * 1024, START_LIMIT_US = 2000000 };

static void (*entry)(struct cpu *cpu);

void descriptors_load(struct cpu *cpu, uint32_t cr3, void (*handler)(void))
{
    void *signal_stack = linux_memory(SIGNAL_STACK_BYTES);
    (void)cr3, (void)handler;
    if (linux_set_fs(cpu) || !signal_stack ||
        linux_set_signal_stack(signal_stack, SIGNAL_STACK_BYTES))
        linux_exit(3);
    cpu->descriptors.thread = linux_thread_id();
}

void descriptors_set_fault_cr3(struct cpu *cpu, uint32_t cr3)
{
    (void)cpu, (void)cr3;
}

void smp_set_warm_reset_vector(uint32_t page)
{
    (void)page;
}

void smp_prepare(const struct smp_start *start)
{
    entry = start->entry_c;
}

void smp_finish(void)
{
}

/* A thread on the wrong CPU takes no part in the run. */
static void begin(void *argument)
{
    static const uint32_t for_ever;
    struct cpu *cpu = argument;
    while (linux_pin(cpu->apic_id))
        linux_wait(&for_ever, 0);
    entry(cpu);
}

bool smp_start_cpu(const struct smp_start *start, struct cpu *cpu, struct line_sink *sink)
{
    uint32_t starting = CPU_STARTING;
    (void)start;

    WRITE_ONCE(cpu->state, CPU_STARTING);
    long thread = linux_start_thread((void *)cpu->stack_top, begin, cpu);
    struct deadline limit = deadline_in_us(thread > 0 ? START_LIMIT_US : 0);
    while (READ_ONCE(cpu->state) != CPU_ONLINE && !deadline_passed(&limit))
        linux_yield();
    if (READ_ONCE(cpu->state) == CPU_ONLINE)
        return true;
    if (!__atomic_compare_exchange_n(&cpu->state, &starting, CPU_DEAD, false,
                                     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        return true;
    line(sink, "cpus: no thread on CPU %u (%ld)", cpu->apic_id, thread);
    return false;
}

void apic_enable(bool boot_processor)
{
    (void)boot_processor;
}

uint32_t apic_version(void)
{
    return 0;
}

#include "litmus/stress/nmi_flush.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi.h"
#include "arch/smp/cpu_failure.h"
#include "arch/smp/spinlock.h"
#include "arch/time/clock.h"
#include "arch/time/timeout_scale.h"
#include "lib/panic.h"

/* One request at a time. A CPU whose bit is set serves it and clears the bit. */
static struct {
    struct spinlock lock;
    struct tlb_range range;
    struct cpumask asked;
} request = { SPINLOCK("NMI flush"), { 0, 0 }, { { 0 } } };

static bool serve(struct trap_frame *frame)
{
    unsigned self = cpu_index();
    (void)frame;
    if (!cpumask_test(&request.asked, self))
        return false;
    flush_tlb_local(request.range);
    cpumask_clear(&request.asked, self);
    return true;
}

void nmi_flush_init(void)
{
    nmi_add_handler(serve);
}

static bool answered(const struct cpumask *cpus)
{
    for (unsigned cpu = 0; cpu < cpu_count(); cpu++)
        if (cpumask_test(cpus, cpu) && cpumask_test(&cpu_online_mask, cpu) &&
            cpumask_test(&request.asked, cpu))
            return false;
    return true;
}

static void give_up_the_silent(const struct cpumask *cpus)
{
    for (unsigned cpu = 0; cpu < cpu_count(); cpu++)
        if (cpumask_test(cpus, cpu) && cpumask_test(&request.asked, cpu))
            cpu_give_up(cpu, "no ack of a flush by NMI");
}

bool nmi_flush(const struct cpumask *cpus, struct tlb_range range)
{
    unsigned self = cpu_index();

    spin_lock(&request.lock);
    request.range = range;
    smp_mb();
    for (unsigned cpu = 0; cpu < cpu_count(); cpu++) {
        if (cpu == self || !cpumask_test(cpus, cpu) ||
            !cpumask_test(&cpu_online_mask, cpu))
            continue;
        cpumask_set(&request.asked, cpu);
        if (!apic_send(cpu_by_index(cpu)->apic_id, ICR_NMI | ICR_ASSERT))
            panic("NMI flush: the local APIC took no command for CPU %u", cpu);
    }
    bool waited = !answered(cpus);
    struct deadline limit = deadline_in_us(scaled_timeout_us(TLB_LIMIT_US));
    while (!answered(cpus)) {
        if (deadline_passed(&limit))
            give_up_the_silent(cpus);
        cpu_relax();
    }
    spin_unlock(&request.lock);
    return waited;
}

#include "arch/smp/cpu_failure.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi.h"
#include "arch/time/clock.h"
#include "lib/panic.h"

static struct cpu_failure cpu_failures[CPUS_MAX];

static struct cpu_failure_place place_of(const struct trap_frame *frame, uint32_t esp)
{
    return (struct cpu_failure_place){ *frame, esp, read_cr2(), read_cr3() };
}

static _Noreturn void park_here(void)
{
    for (;;) {
        local_irq_disable();
        halt();
    }
}

static bool park_if_given_up(struct trap_frame *frame)
{
    struct cpu_failure_place place = place_of(frame, TRAP_FRAME_ESP(frame));

    if (cpu_failure_nmi(&cpu_failures[cpu_index()], this_cpu(), &place))
        park_here();
    return false;
}

void cpu_failure_init(void)
{
    nmi_add_handler(park_if_given_up);
}

_Noreturn void cpu_fail_and_halt(const struct trap_frame *frame, uint32_t esp,
                                 const char *why)
{
    struct cpu_failure_place place = place_of(frame, esp);

    cpu_failure_end_itself(&cpu_failures[cpu_index()], this_cpu(), &cpu_online_mask, why,
                           &place);
    park_here();
}

static void interrogate(const struct cpu *cpu)
{
    const struct cpu_failure *cpu_failure = &cpu_failures[cpu->index];
    struct deadline limit = deadline_in_us(CPU_FAILURE_NMI_LIMIT_US);

    if (!READ_ONCE(cpu->takes_nmi) || READ_ONCE(cpu_failure->halted))
        return;
    if (!apic_send(cpu->apic_id, ICR_NMI | ICR_ASSERT))
        return;
    while (!READ_ONCE(cpu_failure->halted) && !deadline_passed(&limit))
        cpu_relax();
}

static _Noreturn void panic_over_boot_processor(void)
{
    const struct cpu_failure *cpu_failure = &cpu_failures[0];

    panic("%s: the boot processor, in \"%s\" at EIP 0x%08x%s", cpu_failure->why,
          cpu_failure->phase, cpu_failure->place.frame.eip,
          cpu_failure->halted ? "" : " (it takes no NMI)");
}

void cpu_give_up(unsigned index, const char *why)
{
    struct cpu *cpu = cpu_by_index(index);

    ASSERT(index != cpu_index());
    if (cpu_failure_take_out(&cpu_failures[index], cpu, &cpu_online_mask, why))
        interrogate(cpu);
    if (index == 0)
        panic_over_boot_processor();
}

_Noreturn void cpu_give_up_self(const struct trap_frame *frame, const char *why)
{
    struct cpu_failure_place place = place_of(frame, TRAP_FRAME_ESP(frame));

    ASSERT(cpu_index() == 0);
    /* Stays online: it has to report, and an NMI must not halt it. */
    cpu_failure_reports_itself(&cpu_failures[0], this_cpu(), why, &place);
    panic_over_boot_processor();
}

const struct cpu_failure *cpu_failure_of(unsigned cpu)
{
    return cpu_failure_is_known(&cpu_failures[cpu], cpu_by_index(cpu))
               ? &cpu_failures[cpu]
               : NULL;
}

#include "arch/loss.h"

#include "arch/apic.h"
#include "arch/clock.h"
#include "arch/cpu.h"
#include "arch/instructions.h"
#include "arch/nmi.h"
#include "lib/panic.h"

static struct loss losses[CPUS_MAX];

static bool change_state(struct cpu *cpu, uint32_t from, uint32_t to)
{
    return __atomic_compare_exchange_n(&cpu->state, &from, to, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}

static bool is_lost(const struct cpu *cpu)
{
    uint32_t state = __atomic_load_n(&cpu->state, __ATOMIC_SEQ_CST);
    return state == CPU_LOST || state == CPU_DEAD;
}

/* True for the first that takes it out. What it did and why come before the state: whoever
 * sees that may ask for them. */
static bool take_out(struct cpu *cpu, const char *why)
{
    struct loss *loss = &losses[cpu->index];
    const char *nobody = NULL;

    loss->phase = READ_ONCE(cpu->phase);
    if (!__atomic_compare_exchange_n(&loss->why, &nobody, why, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_SEQ_CST))
        return false;
    if (!change_state(cpu, CPU_ONLINE, CPU_LOST))
        change_state(cpu, CPU_STARTING, CPU_LOST);
    cpumask_clear(&cpu_online_mask, cpu->index);
    return true;
}

static void note_place(const struct trap_frame *frame, uint32_t esp)
{
    struct loss *loss = &losses[cpu_index()];

    if (loss->parked)
        return;
    loss->frame = *frame;
    loss->esp = esp;
    loss->cr2 = read_cr2();
    loss->cr3 = read_cr3();
    __atomic_store_n(&loss->parked, 1, __ATOMIC_SEQ_CST);
}

static _Noreturn void park_here(const struct trap_frame *frame, uint32_t esp)
{
    note_place(frame, esp);
    for (;;) {
        local_irq_disable();
        halt();
    }
}

static bool park_if_given_up(struct trap_frame *frame)
{
    if (!is_lost(this_cpu()))
        return false;
    park_here(frame, TRAP_FRAME_ESP(frame));
}

void loss_init(void)
{
    nmi_add_handler(park_if_given_up);
}

_Noreturn void cpu_park(const struct trap_frame *frame, uint32_t esp, const char *why)
{
    take_out(this_cpu(), why);
    park_here(frame, esp);
}

static void interrogate(const struct cpu *cpu)
{
    const struct loss *loss = &losses[cpu->index];
    struct deadline limit = deadline_in_us(LOSS_NMI_LIMIT_US);

    if (!READ_ONCE(cpu->takes_nmi) || READ_ONCE(loss->parked))
        return;
    if (!apic_send(cpu->apic_id, ICR_NMI | ICR_ASSERT))
        return;
    while (!READ_ONCE(loss->parked) && !deadline_passed(&limit))
        cpu_relax();
}

static _Noreturn void panic_over_boot_processor(void)
{
    const struct loss *loss = &losses[0];

    panic("%s: the boot processor, in \"%s\" at EIP 0x%08x%s", loss->why, loss->phase,
          loss->frame.eip, loss->parked ? "" : " (it takes no NMI)");
}

void cpu_give_up(unsigned index, const char *why)
{
    struct cpu *cpu = cpu_by_index(index);

    ASSERT(index != cpu_index());
    if (take_out(cpu, why))
        interrogate(cpu);
    if (index == 0)
        panic_over_boot_processor();
}

_Noreturn void cpu_give_up_self(const struct trap_frame *frame, const char *why)
{
    struct loss *loss = &losses[0];

    ASSERT(cpu_index() == 0);
    /* Not taken out: it is the one that reports, and an NMI must not park it. */
    loss->phase = this_cpu()->phase;
    WRITE_ONCE(loss->why, why);
    note_place(frame, TRAP_FRAME_ESP(frame));
    panic_over_boot_processor();
}

const struct loss *cpu_loss(unsigned cpu)
{
    return READ_ONCE(losses[cpu].why) ? &losses[cpu] : NULL;
}

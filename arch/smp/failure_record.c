#include "arch/smp/failure_record.h"

#include <stddef.h>

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

bool loss_take_out(struct loss *loss, struct cpu *cpu, struct cpumask *online,
                   const char *why)
{
    const char *nobody = NULL;

    if (!READ_ONCE(loss->why))
        WRITE_ONCE(loss->phase, READ_ONCE(cpu->phase));
    bool first = __atomic_compare_exchange_n(&loss->why, &nobody, why, false,
                                             __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    cpumask_clear(online, cpu->index);
    if (!change_state(cpu, CPU_ONLINE, CPU_LOST))
        change_state(cpu, CPU_STARTING, CPU_LOST);
    return first;
}

/* What an NMI interrupts here is never gone on with, if that NMI notes another place. */
static void note_place(struct loss *loss, const struct loss_place *place)
{
    if (READ_ONCE(loss->parked))
        return;
    loss->place = *place;
    __atomic_store_n(&loss->parked, 1, __ATOMIC_SEQ_CST);
}

void loss_end_itself(struct loss *loss, struct cpu *cpu, struct cpumask *online,
                     const char *why, const struct loss_place *place)
{
    note_place(loss, place);
    loss_take_out(loss, cpu, online, why);
}

bool loss_nmi(struct loss *loss, const struct cpu *cpu, const struct loss_place *place)
{
    if (!is_lost(cpu))
        return false;
    note_place(loss, place);
    return true;
}

void loss_reports_itself(struct loss *loss, const struct cpu *cpu, const char *why,
                         const struct loss_place *place)
{
    loss->phase = cpu->phase;
    note_place(loss, place);
    loss->itself = 1;
    WRITE_ONCE(loss->why, why);
}

bool loss_is_known(const struct loss *loss, const struct cpu *cpu)
{
    return READ_ONCE(loss->why) && (is_lost(cpu) || loss->itself);
}

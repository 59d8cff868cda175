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

bool cpu_failure_take_out(struct cpu_failure *cpu_failure, struct cpu *cpu,
                          struct cpumask *online, const char *why)
{
    const char *nobody = NULL;

    if (!READ_ONCE(cpu_failure->why))
        WRITE_ONCE(cpu_failure->phase, cpu_phase_text(READ_ONCE(cpu->phase), cpu->trial));
    bool first = __atomic_compare_exchange_n(&cpu_failure->why, &nobody, why, false,
                                             __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    cpumask_clear(online, cpu->index);
    if (!change_state(cpu, CPU_ONLINE, CPU_LOST))
        change_state(cpu, CPU_STARTING, CPU_LOST);
    return first;
}

/* An NMI in here that records its own place never returns. */
static void note_place(struct cpu_failure *cpu_failure,
                       const struct cpu_failure_place *place)
{
    if (READ_ONCE(cpu_failure->halted))
        return;
    cpu_failure->place = *place;
    __atomic_store_n(&cpu_failure->halted, 1, __ATOMIC_SEQ_CST);
}

void cpu_failure_end_itself(struct cpu_failure *cpu_failure, struct cpu *cpu,
                            struct cpumask *online, const char *why,
                            const struct cpu_failure_place *place)
{
    note_place(cpu_failure, place);
    cpu_failure_take_out(cpu_failure, cpu, online, why);
}

bool cpu_failure_nmi(struct cpu_failure *cpu_failure, const struct cpu *cpu,
                     const struct cpu_failure_place *place)
{
    if (!is_lost(cpu))
        return false;
    note_place(cpu_failure, place);
    return true;
}

void cpu_failure_reports_itself(struct cpu_failure *cpu_failure, const struct cpu *cpu,
                                const char *why, const struct cpu_failure_place *place)
{
    cpu_failure->phase = cpu_phase_text(cpu->phase, cpu->trial);
    note_place(cpu_failure, place);
    cpu_failure->itself = 1;
    WRITE_ONCE(cpu_failure->why, why);
}

bool cpu_failure_is_known(const struct cpu_failure *cpu_failure, const struct cpu *cpu)
{
    return READ_ONCE(cpu_failure->why) && (is_lost(cpu) || cpu_failure->itself);
}

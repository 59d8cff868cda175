#include "kernel/smp/ap.h"

#include <stdarg.h>

#include "arch/irq/apic.h"
#include "arch/irq/apic_path.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/leftovers.h"
#include "arch/cpu/msr.h"
#include "arch/cpu/pat.h"
#include "arch/cpu/traps.h"
#include "kernel/smp/cpu_facts.h"
#include "kernel/smp/workers.h"
#include "lib/compiler.h"
#include "lib/format.h"
#include "mm/kernel_map.h"

/* The first steps of an AP, on its own stack, paging on, still on the trampoline's
 * descriptors; after them an NMI finds it. */
static void take_tables(struct cpu *self)
{
    descriptors_load(self, kernel_cr3(), double_fault_entry);
    traps_load();
    self->phase = CPU_PHASE_STARTING;
    self->takes_nmi = 1;
}

void ap_hang(struct cpu *self)
{
    take_tables(self);
    for (;;)
        halt();
}

/* Nobody has to wait for a CPU that stays out: it runs no more. An NMI need not find it, as it
 * may have another id than it was called by. */
static void leave_for_good(struct cpu *self)
{
    WRITE_ONCE(self->takes_nmi, 0);
    WRITE_ONCE(self->stays_out, 1);
}

/* Stays out for good, and says why. */
static _Noreturn void ap_refuse(struct cpu *self, const char *why, ...) __printf_like(2, 3);
static _Noreturn void ap_refuse(struct cpu *self, const char *why, ...)
{
    uint32_t starting = CPU_STARTING;
    va_list list;

    va_start(list, why);
    format_list(self->refusal, sizeof(self->refusal), why, list);
    va_end(list);
    leave_for_good(self);
    __atomic_compare_exchange_n(&self->state, &starting, CPU_DEAD, false, __ATOMIC_SEQ_CST,
                                __ATOMIC_SEQ_CST);
    for (;;)
        halt();
}

static struct cpu *another_with_id(const struct cpu *self, uint32_t id)
{
    for (unsigned i = 0; i < cpu_count(); i++)
        if (cpu_by_index(i) != self && cpu_by_index(i)->apic_id == id)
            return cpu_by_index(i);
    return NULL;
}

/*
 * To the boot processor's mode and address, by which the others reach this CPU. An id that
 * firmware put into the register of an xAPIC does not outlast the change of mode (SDM vol. 3,
 * 11.12.5.1): then the CPU goes by its new one. One that had not shown its id at the
 * trampoline's door may be another than the one that was called.
 */
static void join(struct cpu *self)
{
    uint64_t now;

    if (!apic_join(&self->apic_base, &now))
        ap_refuse(self, "its local APIC does not come into cpu 0's mode, %s (IA32_APIC_BASE "
                  "0x%llx, now 0x%llx)", apic_mode_name(apic_mode()),
                  (unsigned long long)self->apic_base, (unsigned long long)now);
    apic_enable(false);
    uint32_t id = apic_id();
    if (id == self->apic_id)
        return;
    if (self->apic_base && !apic_id_in_reach(self->apic_base))
        ap_refuse(self, "a CPU with APIC id %u came in its place", (unsigned)id);
    const struct cpu *other = another_with_id(self, id);
    if (other)
        ap_refuse(self, "its APIC id became %u, which is cpu %u's", (unsigned)id, other->index);
    self->apic_id = id;
}

void ap_entry(struct cpu *self)
{
    uint32_t starting = CPU_STARTING;

    take_tables(self);
    if (leftovers_take_back(cpu_facts_identity(0), &msr_access, NULL))
        write_cr3(read_cr3()); /* what was looked up with other memory types */
    kernel_map_enable_features();
    pat_follow();
    join(self);
    cpu_facts_take(self);
    cpumask_set(&cpu_online_mask, self->index);
    /* Whoever comes after the boot processor has given it up stays out for good. */
    if (!__atomic_compare_exchange_n(&self->state, &starting, CPU_ONLINE, false,
                                     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        cpumask_clear(&cpu_online_mask, self->index);
        leave_for_good(self);
        for (;;)
            halt();
    }
    worker_idle();
}

#include "kernel/smp/ap.h"

#include <stdarg.h>

#include "arch/cpu/instructions.h"
#include "arch/cpu/leftovers.h"
#include "arch/cpu/msr.h"
#include "arch/cpu/pat.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/irq/apic_path.h"
#include "kernel/smp/cpu_facts.h"
#include "kernel/smp/workers.h"
#include "lib/compiler.h"
#include "lib/format.h"
#include "mm/kernel_map.h"

/* The first steps of an AP, on its own stack, paging on, still with the trampoline's
 * descriptors. Afterwards the AP can take an NMI. */
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

/* The other CPUs need not wait for a CPU that stays out: it no longer runs. It may have
 * another APIC id than the one it was started by, so an NMI need not reach it. */
static void leave_for_good(struct cpu *self)
{
    WRITE_ONCE(self->takes_nmi, 0);
    WRITE_ONCE(self->stays_out, 1);
}

/* Keeps this CPU out for good, and records why. */
static _Noreturn void ap_refuse(struct cpu *self, const char *why, ...)
    __printf_like(2, 3);
static _Noreturn void ap_refuse(struct cpu *self, const char *why, ...)
{
    uint32_t starting = CPU_STARTING;
    va_list list;

    va_start(list, why);
    format_list(self->refusal, sizeof(self->refusal), why, list);
    va_end(list);
    leave_for_good(self);
    __atomic_compare_exchange_n(&self->state, &starting, CPU_DEAD, false,
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
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
 * Puts the local APIC into the boot processor's mode and at its address, so that the
 * other CPUs reach this one. An id that firmware wrote into the register of an xAPIC does
 * not survive the change of mode (SDM vol. 3, 11.12.5.1): the CPU then uses its new id. A
 * CPU that did not show its id at the trampoline's gate may not be the one that was
 * started.
 */
static void join(struct cpu *self)
{
    uint64_t now;

    if (!apic_join(&self->apic_base, &now))
        ap_refuse(self,
                  "its local APIC does not enter cpu 0's mode, %s (IA32_APIC_BASE "
                  "0x%llx, now 0x%llx)",
                  apic_mode_name(apic_mode()), (unsigned long long)self->apic_base,
                  (unsigned long long)now);
    apic_enable(false);
    uint32_t id = apic_id();
    if (id == self->apic_id)
        return;
    if (self->apic_base && !apic_id_in_reach(self->apic_base))
        ap_refuse(self, "a CPU with APIC id %u came in its place", (unsigned)id);
    const struct cpu *other = another_with_id(self, id);
    if (other)
        ap_refuse(self, "its APIC id became %u, which is cpu %u's", (unsigned)id,
                  other->index);
    self->apic_id = id;
}

void ap_entry(struct cpu *self)
{
    uint32_t starting = CPU_STARTING;

    take_tables(self);
    if (leftovers_take_back(cpu_facts_identity(0), &msr_access, NULL))
        write_cr3(read_cr3()); /* drops translations with other memory types */
    kernel_map_enable_features();
    pat_follow();
    join(self);
    cpu_facts_take(self);
    cpumask_set(&cpu_online_mask, self->index);
    /* If the boot processor has already given this CPU up, it stays out for good. */
    if (!__atomic_compare_exchange_n(&self->state, &starting, CPU_ONLINE, false,
                                     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        cpumask_clear(&cpu_online_mask, self->index);
        leave_for_good(self);
        for (;;)
            halt();
    }
    worker_idle();
}

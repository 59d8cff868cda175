#include "kernel/smp/events.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/machine_check.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi.h"
#include "kernel/log/log.h"

static struct {
    uint32_t nmis, checks, spurious, apic_errors;
} said[CPUS_MAX];

/* Errors that the local APIC detects: an undelivered message, an illegal vector (SDM vol.
 * 3, 11.5.3). A lost IPI of lohilo's own shows up here first. */
static void apic_error(struct trap_frame *frame)
{
    (void)frame;
    apic_error_status();
    this_cpu()->apic_error_count++;
    apic_eoi();
}

void events_init(void)
{
    trap_set_handler(VECTOR_APIC_ERROR, apic_error);
}

/* Returns the number of events since the last call. */
static uint32_t news(uint32_t count, uint32_t *its_said)
{
    uint32_t new = count - *its_said;

    *its_said = count;
    return new;
}

static void report_nmis(const struct cpu *cpu)
{
    uint32_t count = READ_ONCE(cpu->nmi_count), new = news(count, &said[cpu->index].nmis);

    if (new)
        log_line("# nmi: cpu %u: %u unrequested, %u so far; port 0x61: 0x%02x%s%s",
                 cpu->index, new, count, cpu->nmi_reason,
                 cpu->nmi_reason & NMI_PARITY ? ", memory parity or SERR#" : "",
                 cpu->nmi_reason & NMI_CHANNEL ? ", I/O channel check" : "");
}

static void report_spurious(const struct cpu *cpu)
{
    uint32_t count = READ_ONCE(cpu->spurious_count);
    uint32_t new = news(count, &said[cpu->index].spurious);

    if (new)
        log_line("# interrupt: cpu %u: %u without a handler, %u so far, the last by "
                 "vector 0x%x",
                 cpu->index, new, count, cpu->spurious_vector);
}

static void report_apic_errors(const struct cpu *cpu)
{
    uint32_t count = READ_ONCE(cpu->apic_error_count);
    uint32_t new = news(count, &said[cpu->index].apic_errors);

    if (new)
        log_line(
            "# apic: cpu %u: %u error interrupts, %u so far, error status 0x%02x in all",
            cpu->index, new, count, cpu->apic_errors);
}

void events_report(void)
{
    machine_check_collect();
    for (unsigned i = 0; i < cpu_count(); i++) {
        report_nmis(cpu_by_index(i));
        report_spurious(cpu_by_index(i));
        report_apic_errors(cpu_by_index(i));
        if (news(machine_check_of(i)->count, &said[i].checks))
            machine_check_say(i, log_sink());
    }
}

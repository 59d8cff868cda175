#include "kernel/losses.h"

#include "arch/cpu.h"
#include "arch/loss.h"
#include "kernel/log.h"
#include "kernel/trap_report.h"
#include "lib/format.h"

static bool reported[CPUS_MAX];

static size_t describe(unsigned index, const struct loss *loss, char *text, size_t size)
{
    const struct cpu *cpu = cpu_by_index(index);
    size_t length = format(text, size, "CPU %u (APIC id %u): %s%s%s, phase \"%s\"", index,
                           cpu->apic_id, loss->why, cpu->refusal[0] ? ": " : "",
                           cpu->refusal, loss->phase);
    if (length >= size)
        return length;
    if (loss->parked)
        return length + format(text + length, size - length, ", EIP 0x%08x",
                               loss->place.frame.eip);
    if (cpu->stays_out)
        return length + format(text + length, size - length, ", halted");
    return length + format(text + length, size - length, ", EIP unknown: %s",
                           cpu->takes_nmi ? "it takes no NMI" : "it never got to C");
}

static void report(unsigned index, const struct loss *loss)
{
    char text[LINE_MAX_LENGTH];

    describe(index, loss, text, sizeof(text));
    log_line("# LOST %s", text);
    if (loss->parked)
        trap_report(&(struct trap_state){ cpu_by_index(index), &loss->place.frame,
                                          loss->place.esp, loss->place.cr2,
                                          loss->place.cr3 });
}

void losses_report(void)
{
    for (unsigned i = 0; i < cpu_count(); i++) {
        const struct loss *loss = cpu_loss(i);
        if (!loss || reported[i])
            continue;
        reported[i] = true;
        report(i, loss);
    }
}

bool losses_new(char *text, size_t size)
{
    size_t length = 0;

    text[0] = 0;
    for (unsigned i = 0; i < cpu_count() && length < size; i++) {
        const struct loss *loss = cpu_loss(i);
        if (!loss || reported[i])
            continue;
        length += format(text + length, size - length, length ? "; lost " : "lost ");
        if (length < size)
            length += describe(i, loss, text + length, size - length);
    }
    return text[0];
}

bool losses_at_large(void)
{
    for (unsigned i = 0; i < cpu_count(); i++)
        if (cpu_loss(i) && cpu_by_index(i)->takes_nmi && !cpu_loss(i)->parked)
            return true;
    return false;
}

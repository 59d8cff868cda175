#include "kernel/smp/failures.h"

#include "arch/cpu/cpu.h"
#include "arch/smp/cpu_failure.h"
#include "kernel/log/log.h"
#include "kernel/smp/trap_report.h"
#include "lib/format.h"
#include "lib/string.h"
#include "lib/text.h"

#define AND_MORE "; and %u more"

static bool reported[CPUS_MAX];

static size_t describe(unsigned index, const struct cpu_failure *cpu_failure, char *text,
                       size_t size)
{
    const struct cpu *cpu = cpu_by_index(index);
    size_t length = format(text, size, "CPU %u (APIC id %u): %s%s%s, phase \"%s\"", index,
                           cpu->apic_id, cpu_failure->why, cpu->refusal[0] ? ": " : "",
                           cpu->refusal, cpu_failure->phase);
    if (length >= size)
        return length;
    if (cpu_failure->halted)
        return length + format(text + length, size - length, ", EIP 0x%08x",
                               cpu_failure->place.frame.eip);
    if (cpu->stays_out)
        return length + format(text + length, size - length, ", halted");
    return length + format(text + length, size - length, ", EIP unknown: %s",
                           cpu->takes_nmi ? "it takes no NMI" : "it never got to C");
}

static void report(unsigned index, const struct cpu_failure *cpu_failure)
{
    char text[LINE_MAX_LENGTH];

    describe(index, cpu_failure, text, sizeof(text));
    log_line("# LOST %s", text);
    if (cpu_failure->halted)
        trap_report(&(struct trap_state){ cpu_by_index(index), &cpu_failure->place.frame,
                                          cpu_failure->place.esp, cpu_failure->place.cr2,
                                          cpu_failure->place.cr3 });
}

void cpu_failures_report(void)
{
    for (unsigned i = 0; i < cpu_count(); i++) {
        const struct cpu_failure *cpu_failure = cpu_failure_of(i);
        if (!cpu_failure || reported[i])
            continue;
        reported[i] = true;
        report(i, cpu_failure);
    }
}

static bool is_new(unsigned cpu)
{
    return cpu_failure_of(cpu) && !reported[cpu];
}

static unsigned count_new(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < cpu_count(); i++)
        count += is_new(i);
    return count;
}

/* Names as many as fit, each whole; the last words give the number of the others. */
static void name_new(struct text *text, unsigned count)
{
    char one[LINE_MAX_LENGTH];
    unsigned named = 0;

    for (unsigned i = 0; i < cpu_count() && named < count; i++) {
        if (!is_new(i))
            continue;
        describe(i, cpu_failure_of(i), one, sizeof(one));
        if (named && !text_add_whole(text, "; ", strlen(one) + sizeof(AND_MORE)))
            break;
        text_add(text, "%s", one);
        named++;
    }
    if (named < count)
        text_add(text, AND_MORE, count - named);
}

bool cpu_failures_describe_new(char *out, size_t size)
{
    unsigned count = count_new();
    struct text text;

    text_start(&text, out, size);
    if (count > 1)
        text_add(&text, "lost %u CPUs: ", count);
    else if (count)
        text_add(&text, "lost ");
    name_new(&text, count);
    return count;
}

bool cpu_failures_not_stopped(void)
{
    for (unsigned i = 0; i < cpu_count(); i++)
        if (cpu_failure_of(i) && cpu_by_index(i)->takes_nmi && !cpu_failure_of(i)->halted)
            return true;
    return false;
}

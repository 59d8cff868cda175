#include "kernel/smp/left_out.h"

#include "arch/cpu/cpumask.h"
#include "lib/text.h"

static const struct {
    const char *why;
    bool wished;
} reasons[LEFT_OUT_REASONS] = {
    [LEFT_OUT_BY_CPUS] = { "option cpus=", true },
    [LEFT_OUT_BY_SMP] = { "option smp=off", true },
    [LEFT_OUT_BY_ID] = { "APIC id above 254, and x2APIC is off", false },
    [LEFT_OUT_BY_NUMBER] = { "lohilo starts at most 384", false },
    [LEFT_OUT_BY_APIC] = { "an 82489DX for a local APIC", false },
    [LEFT_OUT_BY_PAGE] = { "no free page below 1 MiB to start from", false },
    [LEFT_OUT_BY_MEMORY] = { "no memory for another CPU", false },
    [LEFT_OUT_BY_TWIN] = { "an APIC id that another CPU has", false },
    [LEFT_OUT_BY_BROADCAST] = { "an APIC id that means all CPUs", false },
    [LEFT_OUT_BY_BOOT_ID] = { "one may have the boot processor's APIC id", false },
};
_Static_assert(CPUS_MAX == 384 && PROCESSORS_HIGHEST_XAPIC_ID == 254, "as the texts say");

static unsigned in_reach(const struct processors *processors, bool x2apic)
{
    unsigned count = 0;

    for (unsigned i = 0; i < processors->count; i++)
        count += i == processors->boot_index ||
                 processors_can_reach(processors->apic_id[i], x2apic);
    return count;
}

unsigned left_out_plan(struct left_out *self, const struct processors *processors,
                       bool x2apic, struct left_out_wish wish)
{
    unsigned can_run = processors->boot_twin ? 1 : in_reach(processors, x2apic);
    unsigned wanted = wish.smp_off ? 1 : wish.cpus;

    *self = (struct left_out){ .present = processors_present(processors) };
    if (wanted && wanted <= can_run) {
        self->count[wish.smp_off ? LEFT_OUT_BY_SMP : LEFT_OUT_BY_CPUS] = self->present -
                                                                         wanted;
        return wanted;
    }
    self->count[processors->boot_twin ? LEFT_OUT_BY_BOOT_ID : LEFT_OUT_BY_ID] =
        processors->count - can_run;
    self->count[LEFT_OUT_BY_TWIN] = processors->twins;
    self->count[LEFT_OUT_BY_BROADCAST] = processors->broadcast;
    self->count[LEFT_OUT_BY_NUMBER] = processors->beyond;
    self->count[LEFT_OUT_BY_APIC] = processors->external;
    return can_run;
}

void left_out_say(const struct left_out *self, struct line_sink *sink)
{
    for (unsigned i = 0; i < LEFT_OUT_REASONS; i++)
        if (self->count[i])
            line(sink, "cpus: %u of %u left out: %s", self->count[i], self->present,
                 reasons[i].why);
}

static void list(const struct left_out *self, bool wished, char *out, size_t size)
{
    struct text text;

    text_start(&text, out, size);
    for (unsigned i = 0; i < LEFT_OUT_REASONS; i++)
        if (self->count[i] && reasons[i].wished == wished)
            text_add(&text, "%s%u of %u CPUs left out: %s", text.length ? "; " : "",
                     self->count[i], self->present, reasons[i].why);
}

void left_out_doubt(const struct left_out *self, char *text, size_t size)
{
    list(self, false, text, size);
}

void left_out_unwanted(const struct left_out *self, char *text, size_t size)
{
    list(self, true, text, size);
}

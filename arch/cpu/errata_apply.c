#include "arch/cpu/errata.h"

#include <stddef.h>

#include "arch/cpu/msr.h"

/* The state of one erratum on this CPU, for the log; `open`: it can still forge a
 * result. */
struct outcome {
    const char *text;
    bool open;
};

static struct outcome expect_bits(const struct erratum *erratum)
{
    uint64_t value;

    if (!rdmsr_safe(erratum->msr, &value))
        return (struct outcome){ "unknown whether the firmware works around it", true };
    if ((value & erratum->bits) != erratum->bits)
        return (struct outcome){ "the firmware does not work around it", true };
    return (struct outcome){ "worked around by the firmware", false };
}

static struct outcome set_bits(const struct erratum *erratum)
{
    uint64_t value;

    if (!rdmsr_safe(erratum->msr, &value))
        return (struct outcome){ "the MSR of its workaround cannot be read", true };
    if ((value & erratum->bits) == erratum->bits)
        return (struct outcome){ "worked around already", false };
    if (!wrmsr_safe(erratum->msr, value | erratum->bits))
        return (struct outcome){ "the MSR of its workaround cannot be written", true };
    /* A hypervisor may accept the write and ignore it. */
    if (!rdmsr_safe(erratum->msr, &value) || (value & erratum->bits) != erratum->bits)
        return (struct outcome){ "the MSR of its workaround does not keep the bits",
                                 true };
    return (struct outcome){ "worked around now", false };
}

static struct outcome say(const struct erratum *erratum, uint32_t kept)
{
    if (erratum->limits != 0 && (erratum->limits & ~kept) == 0)
        return (struct outcome){ "avoided: lohilo does not use it", false };
    return (struct outcome){ "no workaround", true };
}

static struct outcome apply(const struct erratum *erratum, uint32_t kept)
{
    switch (erratum->remedy) {
    case ERRATUM_SET_BITS:
        return set_bits(erratum);
    case ERRATUM_EXPECT_BITS:
        return expect_bits(erratum);
    case ERRATUM_SAY:
        break;
    }
    return say(erratum, kept);
}

unsigned errata_apply(const struct errata_list *list, uint32_t kept,
                      struct line_sink *sink)
{
    unsigned open = 0;

    for (unsigned i = 0; i < list->count; i++) {
        const struct erratum *erratum = list->found[i];
        struct outcome outcome = apply(erratum, kept);

        open += outcome.open;
        line(sink, "erratum %s: %s (%s)", erratum->name, erratum->forges, outcome.text);
    }
    return open;
}

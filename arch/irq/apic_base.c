#include "arch/irq/apic_base.h"

#include "arch/cpu/msr.h"

#define FOUR_GIB 0x100000000ull

/* Writes the default address, and trusts only what the register then says: a CPU may have
 * no APIC at all, or need a reset before it can be enabled again. */
static uint64_t switch_on(uint64_t base, struct line_sink *sink)
{
    uint64_t now = APIC_BASE_DEFAULT | APIC_BASE_ENABLED |
                   (base & APIC_BASE_BOOT_PROCESSOR);

    if (!wrmsr_safe(MSR_APIC_BASE, now) || !rdmsr_safe(MSR_APIC_BASE, &now))
        now = base;
    if (now & APIC_BASE_ENABLED)
        line(sink, "apic: switched off by firmware, switched on again (option lapic)");
    else
        line(sink,
             "apic: does not switch on (option lapic; IA32_APIC_BASE=0x%llx); one CPU "
             "only",
             (unsigned long long)now);
    return now;
}

/* The mode in `base`, possibly APIC_ABSENT. Only addresses below 4 GiB will do: tables
 * are read, and CPUs started, before paging is on. */
static enum apic_mode mode_at(uint64_t base, uint64_t *physical, struct line_sink *sink)
{
    enum apic_mode its = apic_base_mode(base);

    *physical = base & APIC_BASE_ADDRESS;
    if (its == APIC_X2)
        line(sink, "apic: firmware has switched x2APIC on: used by MSR");
    if (its != APIC_MEMORY || *physical < FOUR_GIB)
        return its;
    line(sink,
         "apic: at 0x%llx, out of reach without paging (IA32_APIC_BASE); one CPU only",
         (unsigned long long)*physical);
    return APIC_ABSENT;
}

enum apic_mode apic_base_detect(bool present, bool may_enable, uint64_t *physical,
                                struct line_sink *sink)
{
    uint64_t base;

    if (!rdmsr_safe(MSR_APIC_BASE, &base)) {
        line(sink, "apic: no IA32_APIC_BASE; %s",
             present ? "the default address assumed" : "no local APIC; one CPU only");
        *physical = APIC_BASE_DEFAULT;
        return present ? APIC_MEMORY : APIC_ABSENT;
    }
    if (!may_enable && !(present && base & APIC_BASE_ENABLED)) {
        line(sink,
             "apic: no local APIC, or firmware has switched it off (CPUID.1:EDX bit 9 "
             "is %u, IA32_APIC_BASE=0x%llx); one CPU only; the option lapic tries to use "
             "it",
             present, (unsigned long long)base);
        return APIC_ABSENT;
    }
    if (!(base & APIC_BASE_ENABLED))
        base = switch_on(base, sink);
    return mode_at(base, physical, sink);
}

bool apic_base_readable(void)
{
    uint64_t base;

    return rdmsr_safe(MSR_APIC_BASE, &base);
}

bool apic_base_join(enum apic_mode mode, uint64_t physical, uint64_t *found,
                    uint64_t *now)
{
    uint64_t step[APIC_PATH_MAX];

    if (!rdmsr_safe(MSR_APIC_BASE, found))
        return false;
    unsigned steps = apic_path(*found, mode, physical, step);
    for (unsigned i = 0; i < steps; i++)
        if (!wrmsr_safe(MSR_APIC_BASE, step[i]))
            break;
    return rdmsr_safe(MSR_APIC_BASE, now) && apic_base_is(*now, mode, physical);
}

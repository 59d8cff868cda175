#include "arch/irq/apic_path.h"

#define FOUR_GIB 0x100000000ull

enum apic_mode apic_base_mode(uint64_t base)
{
    if (!(base & APIC_BASE_ENABLED))
        return APIC_ABSENT;
    return base & APIC_BASE_X2 ? APIC_X2 : APIC_MEMORY;
}

const char *apic_mode_name(enum apic_mode mode)
{
    static const char *const names[] = {
        [APIC_ABSENT] = "off", [APIC_MEMORY] = "xAPIC", [APIC_X2] = "x2APIC"
    };
    return names[mode];
}

bool apic_base_is(uint64_t base, enum apic_mode mode, uint64_t physical)
{
    return apic_base_mode(base) == mode &&
           (mode != APIC_MEMORY || (base & APIC_BASE_ADDRESS) == physical);
}

unsigned apic_path(uint64_t base, enum apic_mode mode, uint64_t physical,
                   uint64_t step[APIC_PATH_MAX])
{
    uint64_t off = (physical & APIC_BASE_ADDRESS) | (base & APIC_BASE_BOOT_PROCESSOR);
    enum apic_mode its = apic_base_mode(base);
    unsigned count = 0;

    if (apic_base_is(base, mode, physical))
        return 0;
    if (its == APIC_X2) /* and xAPIC mode is wanted */
        step[count++] = off;
    if (its == APIC_ABSENT || mode == APIC_MEMORY)
        step[count++] = off | APIC_BASE_ENABLED;
    if (mode == APIC_X2)
        step[count++] = off | APIC_BASE_ENABLED | APIC_BASE_X2;
    return count;
}

bool apic_id_in_reach(uint64_t base)
{
    enum apic_mode its = apic_base_mode(base);

    return its == APIC_X2 ||
           (its == APIC_MEMORY && (base & APIC_BASE_ADDRESS) < FOUR_GIB);
}

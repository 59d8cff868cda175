#include "litmus/judge/platform.h"

#include "arch/devices/debug_port.h"

static const struct cpu_identity *identity(void)
{
    static bool known;
    static struct cpu_identity here;

    if (!known) {
        struct cpuid_dump dump;
        cpuid_collect(&dump);
        cpu_identity_from(&dump, &here);
        known = true;
    }
    return &here;
}

enum platform platform_here(void)
{
    static bool known;
    static enum platform platform;

    if (!known)
        platform = platform_from(identity(), debug_port_present());
    known = true;
    return platform;
}

unsigned platform_physical_bits(void)
{
    return identity()->physical_bits;
}

const struct deviation *platform_silences(const char *level, const char *id)
{
    return deviation_find(platform_here(), CANNOT_FIRE, level, id, NULL);
}

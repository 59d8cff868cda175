#include "litmus/platform.h"

#include "arch/debug_port.h"

enum platform platform_here(void)
{
    static bool known;
    static enum platform platform;

    if (!known) {
        struct cpuid_dump dump;
        struct cpu_identity identity;
        cpuid_collect(&dump);
        cpu_identity_from(&dump, &identity);
        platform = platform_from(&identity, debug_port_present());
        known = true;
    }
    return platform;
}

const struct deviation *platform_silences(const char *level, const char *id)
{
    return deviation_find(platform_here(), CANNOT_FIRE, level, id, NULL);
}

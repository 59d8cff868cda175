/*
 * Emulators and hypervisors whose MMU is known to differ from the manual, or to leave out
 * what a control needs. A known deviation is shown and does not turn the verdict; one
 * that is not listed here does. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>

#include "arch/cpu/cpu_identity.h"

enum platform {
    PLATFORM_OTHER, /* silicon, or anything that is not listed: held to the manual */
    PLATFORM_QEMU_TCG,
    PLATFORM_BOCHS,
    PLATFORM_AMD_NESTED, /* a hypervisor on AMD or Hygon: nested paging is likely */
    PLATFORMS,
};

/*
 * QEMU's TCG names itself in the hypervisor leaf. Bochs says nothing in CPUID, but has
 * the debug port 0xE9, which no hardware has; a hypervisor with such a port sets the
 * hypervisor bit. (QEMU with -cpu X,-hypervisor and a debug port is taken for Bochs: then
 * its own deviations are unknown ones and fail, which is the safe side.)
 */
enum platform platform_from(const struct cpu_identity *identity, bool debug_port);
const char *platform_name(enum platform platform);

enum deviation_kind {
    DEVIATES,    /* does what the manual forbids */
    CANNOT_FIRE, /* a control has nothing to show there */
};

struct deviation {
    enum platform platform;
    enum deviation_kind kind;
    const char *trial;    /* "level/id" */
    const char *outcome;  /* DEVIATES: the forbidden outcome that this explains */
    const char *versions; /* in which it was seen */
    const char *what;
    const char *source;
};

extern const struct deviation deviations[];
extern const unsigned deviations_count;

/* NULL if it is not known. `outcome` is ignored for CANNOT_FIRE. */
const struct deviation *deviation_find(enum platform platform, enum deviation_kind kind,
                                       const char *level, const char *id,
                                       const char *outcome);

/*
 * Emulators and hypervisors whose MMU is known to differ from the manual, or to lack the
 * behaviour that a control needs. The log shows a known deviation, and the verdict
 * ignores it; a deviation that is not listed here counts. Pure; also compiled on the
 * host.
 */
#pragma once

#include <stdbool.h>

#include "arch/cpu/cpu_identity.h"

enum platform {
    PLATFORM_OTHER, /* silicon, or anything not listed: the manual applies */
    PLATFORM_QEMU_TCG,
    PLATFORM_BOCHS,
    PLATFORM_AMD_NESTED, /* a hypervisor on AMD or Hygon: nested paging is likely */
    PLATFORMS,
};

/*
 * QEMU's TCG names itself in the hypervisor leaf. Bochs has no sign in CPUID, but the
 * debug port 0xE9, which no hardware has; a hypervisor with such a port sets the
 * hypervisor bit. (QEMU with -cpu X,-hypervisor and a debug port looks like Bochs. Its
 * own deviations are then unknown ones and fail, which is the safe side.)
 */
enum platform platform_from(const struct cpu_identity *identity, bool debug_port);
const char *platform_name(enum platform platform);

enum deviation_kind {
    DEVIATES,    /* does what the manual forbids */
    CANNOT_FIRE, /* a control cannot fire there */
};

struct deviation {
    enum platform platform;
    enum deviation_kind kind;
    const char *trial;    /* "level/id" */
    const char *outcome;  /* of DEVIATES: the forbidden outcome that it explains */
    const char *versions; /* the version in which it was seen */
    const char *what;
    const char *source;
};

extern const struct deviation deviations[];
extern const unsigned deviations_count;

/* The known deviation, or NULL. `outcome` is ignored for CANNOT_FIRE. */
const struct deviation *deviation_find(enum platform platform, enum deviation_kind kind,
                                       const char *level, const char *id,
                                       const char *outcome);

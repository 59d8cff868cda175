/*
 * What boot loaders and firmware leave in a CPU's MSRs, taken back before it can do harm,
 * and said where it was there. The table is in leftovers.c; what else they leave, and
 * where that is set, is listed in docs/machines.md. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpu_identity.h"
#include "lib/line.h"

/* False where there is no such register, or it does not take the value (arch/cpu/msr.h). */
struct msr_access {
    bool (*read)(uint32_t number, uint64_t *value);
    bool (*write)(uint32_t number, uint64_t value);
};

#define MSR_MISC_ENABLE 0x1A0
#define MISC_LIMIT_CPUID (1ull << 22)
#define MSR_DEBUGCTL 0x1D9
#define MSR_PAT 0x277
/* At reset (SDM vol. 3, 12.12.4): WB, WT, UC-, UC, twice. */
#define PAT_AT_RESET 0x0007040600070406ull

/*
 * Sets those of the calling CPU. `identity`: what is known of it, or of the boot
 * processor. How many were changed; CPUID may say more then than before. `sink` may be
 * NULL: nothing is said.
 */
unsigned leftovers_take_back(const struct cpu_identity *identity,
                             const struct msr_access *msr, struct line_sink *sink);

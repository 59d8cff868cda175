/*
 * Resets harmful values that boot loaders and firmware leave in a CPU's MSRs, and logs
 * each. The table is in leftovers.c; docs/machines.md lists what else they leave, and the
 * code that resets it. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpu_identity.h"
#include "lib/line.h"

/* False if the register does not exist, or refuses the value (arch/cpu/msr.h). */
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
 * Resets the registers of the calling CPU. `identity`: of this CPU or of the boot
 * processor. Returns the number of changes; CPUID may report more afterwards. A NULL
 * `sink` logs nothing.
 */
unsigned leftovers_take_back(const struct cpu_identity *identity,
                             const struct msr_access *msr, struct line_sink *sink);

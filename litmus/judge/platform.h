/* What lohilo runs on, asked once. */
#pragma once

#include "litmus/judge/deviations.h"

enum platform platform_here(void);
/* Width of its physical addresses (CPUID 0x80000008, or what the CPU's age says). */
unsigned platform_physical_bits(void);
/* Why a control has nothing to show here, or NULL. */
const struct deviation *platform_silences(const char *level, const char *id);

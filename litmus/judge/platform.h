/* The platform that lohilo runs on, determined once. */
#pragma once

#include "litmus/judge/deviations.h"

enum platform platform_here(void);
/* Width of its physical addresses (CPUID 0x80000008, or by the CPU's age). */
unsigned platform_physical_bits(void);
/* Why a control cannot fire here, or NULL. */
const struct deviation *platform_silences(const char *level, const char *id);

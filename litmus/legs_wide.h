/*
 * Readers that need the floating-point unit: reader_movq and reader_fild. The kernel itself
 * never uses it, so that there is no state to be kept but what these two leave.
 */
#pragma once

#include <stdbool.h>

/* What the calling CPU can run (CPUID.1:EDX bits 0 and 23). */
bool legs_wide_has_fpu(void);
bool legs_wide_has_mmx(void);
/* Makes the unit of the calling CPU ready for them. Only where there is one. */
void legs_wide_init(void);

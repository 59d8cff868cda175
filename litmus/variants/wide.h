/*
 * Readers that need the floating-point unit: reader_movq and reader_fild. The kernel
 * itself never uses it, so that there is no state to be kept but what these two leave.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What the calling CPU can run (CPUID.1:EDX bits 0, 23 and 26). */
bool wide_has_fpu(void);
bool wide_has_mmx(void);
bool wide_has_sse2(void);

/* Only where there is an x87, on the calling CPU: */

/* Makes the unit ready. */
void wide_init(void);
/* What the unit holds, MMX registers included, for a reader that is left half-way. */
struct wide_state {
    uint32_t words[27]; /* FNSAVE's image (SDM vol. 1, 8.1.10) */
};
void wide_save(struct wide_state *state);
void wide_restore(const struct wide_state *state);

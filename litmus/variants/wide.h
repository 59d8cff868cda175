/*
 * Readers that need the floating-point unit: reader_movq and reader_fild. The kernel
 * itself never uses it, so these two leave the only state to keep.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The features of the calling CPU (CPUID.1:EDX bits 0, 23 and 26). */
bool wide_has_fpu(void);
bool wide_has_mmx(void);
bool wide_has_sse2(void);

/* Only with an x87 on the calling CPU: */

/* Initializes the unit. */
void wide_init(void);
/* The unit's state, MMX registers included, for a reader that is interrupted half-way. */
struct wide_state {
    uint32_t words[27]; /* FNSAVE's image (SDM vol. 1, 8.1.10) */
};
void wide_save(struct wide_state *state);
void wide_restore(const struct wide_state *state);

/* Numbers of the memory type range registers (SDM vol. 3, table 12-9; vol. 4). */
#pragma once

#include "arch/cpu/mtrr.h"

#define MSR_MTRR_CAP 0xFEu
#define MSR_MTRR_DEFAULT 0x2FFu
#define MSR_MTRR_VARIABLE 0x200u /* base 0; mask 0 follows, then base 1 ... */

extern const uint32_t mtrr_fixed_msr[MTRR_FIXED];

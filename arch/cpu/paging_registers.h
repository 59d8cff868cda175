/*
 * The calling CPU's own registers for arch/cpu/paging_on.h. Needs the traps
 * (arch/cpu/traps.h).
 */
#pragma once

#include "arch/cpu/paging_on.h"

extern const struct paging_registers paging_registers;

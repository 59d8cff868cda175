/*
 * The calling CPU's own registers for arch/paging_on.h. Needs the traps (arch/traps.h).
 */
#pragma once

#include "arch/paging_on.h"

extern const struct paging_registers paging_registers;

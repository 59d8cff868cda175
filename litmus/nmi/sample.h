/*
 * What the sampler's NMI does on each CPU (litmus/nmi/sampler.h): it looks up the sizes
 * of some pages in the tables that its CPU uses, and keeps the first wrong one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/traps.h"

/* The NMI's handler. False: this NMI is not the sampler's. */
bool sample(struct trap_frame *frame);

/* Before a trial: no wrong size yet, and the trials' pages end at `pages_end`. */
void sample_begin(uintptr_t pages_end);
/* After it: true if a size was wrong, with the details in `reason`. */
bool sample_was_wrong(char *reason, size_t size);

/*
 * Whether this CPU traps after each instruction under EFLAGS.TF, as a CPU in software may
 * not: all interleavings rest on it, and what is not stepped would run on for ever. A few
 * known instructions, of the kinds that the stepped functions are made of, are stepped
 * once; where a trap is missing or comes late, the answer says behind which (SDM vol. 3,
 * 18.3.1.4). Only behind STI one may be missing, as it is in QEMU's TCG: nothing is
 * recognized there that could come between it and the next instruction (SDM vol. 2, STI).
 *
 * The last of them is INT 1: it comes back by the debug vector on any CPU, so that the
 * check ends also where nothing traps.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "litmus/interleave/context.h"

/* In the order of litmus/interleave/stepping_code.S. */
enum { STEPPING_STOPS = 14, STEPPING_STI = 6 };

/* Steps them in this context, whose state is lost. False, and why, if they do not trap as
 * they must. On the CPU of contexts_init(). */
bool stepping_try(struct context *context, char *why, size_t size);

/* Whether a trap at `eip` may be the next where `*place` of `stops` are done: counts it,
 * and true. Pure, as the next one; also compiled on the host. */
bool stepping_follows(const uint32_t *stops, unsigned *place, uint32_t eip);
/* What is wrong with one that may not. `end` is behind the INT 1. */
void stepping_complain(const uint32_t *stops, uint32_t end, unsigned place, uint32_t eip,
                       char *why, size_t size);

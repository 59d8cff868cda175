/*
 * Checks that this CPU traps after each instruction under EFLAGS.TF. An emulated CPU may
 * not. All interleavings depend on it, and a context without traps would run for ever.
 * The check steps a few known instructions once, of the kinds that occur in the stepped
 * functions. If a trap is missing or late, the answer names the instruction that lacks it
 * (SDM vol. 3, 18.3.1.4). Only the trap after STI may be missing, as in QEMU's TCG: the
 * CPU recognizes no event between STI and the next instruction (SDM vol. 2, STI).
 *
 * The last instruction is INT 1. It returns by the debug vector on any CPU, so the check
 * also ends if no instruction traps.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "litmus/interleave/context.h"

/* In the order of litmus/interleave/stepping_code.S. */
enum { STEPPING_STOPS = 14, STEPPING_STI = 6 };

/* Steps the instructions in this context, whose state is lost. False, with the reason, if
 * they do not trap as they must. Runs on the CPU of contexts_init(). */
bool stepping_try(struct context *context, char *why, size_t size);

/* Whether a trap at `eip` may be the next after `*place` of `stops`; if so, counts it.
 * Pure, like the next function; also compiled on the host. */
bool stepping_follows(const uint32_t *stops, unsigned *place, uint32_t eip);
/* Describes the error if it may not. `end` is the address after INT 1. */
void stepping_complain(const uint32_t *stops, uint32_t end, unsigned place, uint32_t eip,
                       char *why, size_t size);

/*
 * Whether the time stamp counters of two CPUs agree: both read theirs in alternation,
 * under one lock, and no reading may be less than the one before it (as Linux does it,
 * arch/x86/kernel/tsc_sync.c). The result is only logged: lohilo never orders events of
 * different CPUs by their TSCs.
 */
#pragma once

#include <stdint.h>

#include "arch/time/timeouts.h"
#include "lib/compiler.h"

enum { TSC_CHECK_TURNS = 1000 };

struct tsc_check {
    uint32_t here, other; /* set when each side has arrived */
    uint32_t lock;
    uint64_t last; /* the latest reading of either side */
    uint64_t warp; /* the largest step backwards; 0: never */
};

void tsc_check_start(struct tsc_check *check);
/* The calling CPU's half: TSC_CHECK_TURNS turns once both have arrived; fewer if meeting
 * or taking the lock takes longer than half of TSC_CHECK_LIMIT_US. */
void tsc_check_here(struct tsc_check *check);
/* The other CPU's half; takes a struct tsc_check *. */
void tsc_check_other(void *check);

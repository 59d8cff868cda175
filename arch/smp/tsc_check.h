/*
 * Whether two CPUs' time stamp counters agree: both read theirs in turns, under one lock, and
 * no read may be less than the one before it (as Linux does it, arch/x86/kernel/tsc_sync.c).
 * The answer is for the log: lohilo never orders events of different CPUs by their TSCs.
 */
#pragma once

#include <stdint.h>

#include "arch/time/timeouts.h"
#include "lib/compiler.h"

enum { TSC_CHECK_TURNS = 1000 };

struct tsc_check {
    uint32_t here, other; /* each side has come */
    uint32_t lock;
    uint64_t last;        /* the latest reading of either */
    uint64_t warp;        /* the most that it went back; 0: never */
};

void tsc_check_start(struct tsc_check *check);
/* The calling CPU's half, TSC_CHECK_TURNS turns from when both have come, or fewer where it
 * takes longer than half of TSC_CHECK_LIMIT_US to meet or to get the lock. */
void tsc_check_here(struct tsc_check *check);
/* The other CPU's; takes a struct tsc_check *. */
void tsc_check_other(void *check);

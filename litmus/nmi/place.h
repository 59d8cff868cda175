/*
 * The kind of code that each CPU runs, for the NMIs that interrupt it
 * (litmus/nmi/sampler.h).
 */
#pragma once

#include "arch/cpu/traps.h"

/* The code that an NMI interrupted. */
enum place {
    PLACE_OTHER,
    PLACE_WALKER,    /* a lockless walk with interrupts off */
    PLACE_MUTATOR,   /* code that changes entries */
    PLACE_SHOOTDOWN, /* mm/tlb.c, initiator or target */
    PLACES,
};

/* On any CPU: it takes part, and runs this kind of code until the next call. A walker
 * with interrupts on counts as PLACE_OTHER. */
void sampler_place(enum place place);
/* On any CPU: it no longer takes part. */
void sampler_leave(void);

/* For the handler of lohilo's other NMIs: counts the place that such an NMI
 * interrupted. */
void sampler_count(const struct trap_frame *frame);

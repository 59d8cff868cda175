/*
 * What the sampler's NMIs found on each CPU (litmus/nmi/sampler.h). Each CPU counts in a
 * record of its own; the boot processor adds them up between trials.
 */
#pragma once

#include "arch/cpu/cpu.h"
#include "litmus/nmi/place.h"
#include "litmus/nmi/requests.h"

enum size_class { SIZE_NONE, SIZE_4K, SIZE_2M, SIZES };

struct sampled {
    struct nmi_requests requests; /* NMIs for this CPU */
    uint32_t place;               /* enum place */
    uint32_t takes_part;
    uintptr_t cursor; /* the next of the trials' pages to look at */
    uint32_t taken[PLACES];
    uint32_t sizes[SIZES];
    uint32_t wrong;
} __attribute__((aligned(64)));

extern struct sampled sampled[CPUS_MAX];

/* The calling CPU's place, given what the NMI interrupted. */
enum place sampled_place(const struct trap_frame *frame, const struct sampled *mine);

/* The sums over all CPUs since the start of the run. */
void sampled_sum(struct sampled *sum);
/* A trial begins. */
void sampled_begin_trial(void);
/* The NMIs since then, by place. */
void sampled_in_trial(uint32_t taken[PLACES]);

/* "walker" */
const char *sampled_place_name(enum place place);

/*
 * The properties of engines that trials, judge and reports need. litmus/engine/engine.h
 * has what an engine does. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* In the order in which they run. The interleave engine comes first because it is fast
 * and exact. */
enum engine_id { ENGINE_INTERLEAVE, ENGINE_STRESS, ENGINE_PROBE, ENGINE_BENCH, ENGINES };
#define BY_INTERLEAVING (1u << ENGINE_INTERLEAVE)
#define BY_STRESS (1u << ENGINE_STRESS)
#define BY_PROBE (1u << ENGINE_PROBE)
#define BY_BENCH (1u << ENGINE_BENCH)

struct engine_traits {
    const char *name; /* the first part of a trial's name */
    /* It explores all schedules. A control that does not tear is then a failure, and more
     * time does not help. */
    bool exact;
    bool has_rates;  /* it counts reads of real CPUs, and measures their time */
    bool replays;    /* it can replay schedule= */
    bool on_one_cpu; /* no other CPU can reach what it uses */
    bool is_sampled; /* NMIs sample page sizes during its trials (litmus/nmi/sampler.h) */
    uint32_t usual_ms, usual_control_ms; /* the estimate for a trial, until the first has
                                          * run */
};

extern const struct engine_traits engine_traits[ENGINES];

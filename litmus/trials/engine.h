/*
 * The engines, as far as trials, judges and reports need to know them. What an engine does is
 * in litmus/engine/engine.h. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* In the order in which they run: the interleave engine is fast and exact. */
enum engine_id { ENGINE_INTERLEAVE, ENGINE_STRESS, ENGINE_PROBE, ENGINE_BENCH, ENGINES };
#define BY_INTERLEAVING (1u << ENGINE_INTERLEAVE)
#define BY_STRESS (1u << ENGINE_STRESS)
#define BY_PROBE (1u << ENGINE_PROBE)
#define BY_BENCH (1u << ENGINE_BENCH)

struct engine_traits {
    const char *name; /* the first part of a trial's name */
    /* It goes through all schedules: a control that does not tear is a failure, and more time
     * changes nothing. */
    bool exact;
    bool has_rates; /* it counts reads of real CPUs, and how long they took */
    bool replays;   /* it takes the option schedule= */
    bool on_one_cpu; /* it uses nothing that another CPU can reach */
    bool is_sampled; /* NMIs sample page sizes meanwhile (litmus/nmi/sampler.h) */
    uint32_t usual_ms, usual_control_ms; /* that a trial takes, where none has run yet */
};

extern const struct engine_traits engine_traits[ENGINES];

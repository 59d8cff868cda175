#include "litmus/trials/engine.h"

const struct engine_traits engine_traits[ENGINES] = {
    [ENGINE_INTERLEAVE] = {
        .name = "interleave", .exact = true, .replays = true, .on_one_cpu = true,
        .usual_ms = 200, .usual_control_ms = 100,
    },
    [ENGINE_STRESS] = {
        .name = "stress", .has_rates = true, .is_sampled = true,
        .usual_ms = 3000, .usual_control_ms = 700,
    },
    [ENGINE_PROBE] = {
        .name = "probe", .is_sampled = true, .usual_ms = 500, .usual_control_ms = 300,
    },
    [ENGINE_BENCH] = { .name = "bench", .usual_ms = 500, .usual_control_ms = 500 },
};

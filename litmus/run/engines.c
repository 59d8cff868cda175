#include "litmus/run/engines.h"

#include "litmus/bench/bench.h"
#include "litmus/interleave/interleave.h"
#include "litmus/probe/probe.h"
#include "litmus/stress/stress.h"

const struct engine *const engines[ENGINES] = {
    [ENGINE_INTERLEAVE] = &interleave_engine,
    [ENGINE_STRESS] = &stress_engine,
    [ENGINE_PROBE] = &probe_engine,
    [ENGINE_BENCH] = &bench_engine,
};

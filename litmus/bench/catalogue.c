/* The benchmarks. A new one needs only a row here. */
#include "lib/compiler.h"
#include "litmus/bench/flush.h"
#include "litmus/bench/read.h"
#include "litmus/variants/variants.h"

#define READ(name, why, way, by_hand)                                                    \
    .level = "read", .id = (name), .asks = (why), .expected = MEASURED,                  \
    .engines = BY_BENCH, .reader = (way), .bench = &(const struct bench)                 \
    {                                                                                    \
        .measure = bench_read, .hand = (by_hand)                                         \
    }
#define BENCH(group, name, why, what, wants)                                             \
    .level = (group), .id = (name), .asks = (why), .expected = MEASURED,                 \
    .engines = BY_BENCH, .bench = &(const struct bench)                                  \
    {                                                                                    \
        .measure = (what), .needs = (wants)                                              \
    }

const struct trial bench_catalogue[] = {
    { READ("call", "a function that reads nothing: the share of the call in those below",
           NULL, &hand_reader_nothing) },
    { READ("lockless", "ptep_get_lockless(): low, high, low again", &reader_lockless,
           &hand_reader_lockless) },
    { READ("pair", "low, high, and no second look", &reader_no_recheck,
           &hand_reader_pair) },
    { READ("cmpxchg8b", "lock cmpxchg8b: both words at once, for a write",
           &reader_cmpxchg8b, &hand_reader_cmpxchg8b) },
    { BENCH("read", "lockless-inlined", "low, high, low again without a call around it",
            bench_sweep_lockless, 0) },
    { BENCH("read", "pair-inlined", "low, high without a call around it",
            bench_sweep_pair, 0) },
    { BENCH("read", "cmpxchg8b-inlined", "lock cmpxchg8b without a call around it",
            bench_sweep_cmpxchg8b, 0) },
    { READ("movq", "one load of 8 bytes by MMX", &reader_movq, NULL),
      .needs = NEEDS_MMX },
    { READ("fild", "one load of 8 bytes by the x87", &reader_fild, NULL),
      .needs = NEEDS_FPU },
    { BENCH("read", "sse2", "one load of 8 bytes by SSE2", bench_read_sse2, 0),
      .reader = &hand_reader_sse2, .needs = NEEDS_SSE2 },
    { BENCH("read", "retry", "a read that starts over once, less one that does not",
            bench_retry, BENCH_TWO_CPUS | BENCH_CYCLES) },
    { BENCH("walk", "gup-walk", "gup_walk() over three levels", bench_walk, 0) },
    { BENCH("walk", "gup-fast",
            "gup_fast(): the walk, a reference and a second look; "
            "and gup_put()",
            bench_pin, 0) },

    { BENCH("tlb", "invlpg", "INVLPG of one page", bench_invlpg, BENCH_RING_0) },
    { BENCH("tlb", "full", "all of the TLB: MOV CR3, and with global entries",
            bench_full_flush, BENCH_RING_0) },
    { BENCH("tlb", "crossover", "pages one by one against all of the TLB",
            bench_crossover, BENCH_RING_0) },
    { BENCH("ipi", "round-trip", "an interrupt to another CPU, and its answer",
            bench_round_trip, BENCH_RING_0 | BENCH_TWO_CPUS) },
    { BENCH("tlb", "shootdown", "a flush on 1, 2, ... CPUs, the others halted",
            bench_shootdown, BENCH_RING_0) },
    { BENCH("tlb", "shootdown-busy", "a flush on 1, 2, ... CPUs, the others at work",
            bench_shootdown_busy, BENCH_RING_0 | BENCH_TWO_CPUS) },
};
const unsigned bench_catalogue_size = ARRAY_SIZE(bench_catalogue);

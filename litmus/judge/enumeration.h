/* The interleave engine's part of a result (litmus/judge/judge.h). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct outcomes;
struct trace;

/* How the engine explored the schedules of a trial. */
struct enumeration {
    bool replayed;      /* one schedule only, from the option schedule= */
    uint32_t lows;      /* low words of the entries: a bit for each enum low_words */
    uint64_t schedules; /* with a step for each access */
    uint64_t cut;       /* of these: cut in an endless loop of the reader */
    bool multinomial;   /* no thread waits or starts over, so their number was
                              * checked */
    uint32_t states;
    uint32_t one_by_one;   /* schedules that also ran singly; 0: too many */
    uint32_t every_states; /* with a step for each instruction */
    uint32_t every_moves;
    uint32_t sampled;  /* random schedules that replaced them; 0: none */
    unsigned outcomes; /* distinct ones, for each kind of low words */
};

struct interleave_result {
    struct enumeration enumeration;
    const struct trace *trace; /* of the first torn schedule, or NULL */
    /* If readers read an entry: what they returned, for each kind of low words. */
    const struct outcomes *kept;
    unsigned outcomes_kept;
};

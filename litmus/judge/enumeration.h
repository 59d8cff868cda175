/* The interleave engine's part of a result (litmus/judge/judge.h). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct outcomes;
struct trace;

/* How it went through the schedules of a trial. */
struct enumeration {
    bool replayed;           /* one schedule only, given by the user */
    uint32_t lows;           /* low words of the entries: a bit for each enum low_words */
    uint64_t schedules;      /* whose moves are accesses */
    uint64_t cut;            /* of these: given up in an endless loop of the reader */
    bool multinomial;        /* nobody waits or starts over: their number was checked */
    uint32_t states;
    uint32_t one_by_one;     /* schedules that were run singly; 0: too many for that */
    uint32_t every_states;   /* with a move for every instruction */
    uint32_t every_moves;
    uint32_t sampled;        /* in their place: so many random schedules; 0: none */
    unsigned outcomes;       /* different ones, for each kind of low words */
};

struct interleave_result {
    struct enumeration enumeration;
    const struct trace *trace; /* of the first torn schedule, or NULL */
    /* Where readers read an entry: what they got, for each kind of low words. */
    const struct outcomes *kept;
    unsigned outcomes_kept;
};

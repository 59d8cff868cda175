/*
 * Every schedule of a few threads that take turns. Pure: it knows moves and states, not
 * what they are; also compiled on the host, with games whose answer is known.
 *
 * Schedules are not run one after the other: there are far too many once every
 * instruction is a move. All states that the same number of moves leads to make a layer,
 * and the next layer comes from it by one move of each thread that may move. States of a
 * layer whose bytes are equal are one state from there on, because the same must follow,
 * and the numbers of schedules that led to them are added. So every schedule is accounted
 * for, and each situation is executed once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "litmus/interleave/schedule.h"

/* A state at which some schedules end. */
struct explore_end {
    uint64_t schedules;    /* how many, modulo 2^64 */
    uint32_t back_pointer;        /* for explore_path() */
    const uint16_t *moves; /* of each thread, on the first of these schedules */
    bool cut;              /* not over: moves_max is reached */
};

struct explore_model {
    size_t state_size;  /* bytes, whole words; they say all that the future depends on */
    unsigned moves_max; /* schedules are cut there */
    /* Who may move, a bit for each thread; 0: it is over. */
    uint32_t (*enabled)(void *model, const void *state);
    /* Makes one move. False: there was no room for the new state. */
    bool (*move)(void *model, const void *state, enum thread thread, void *next);
    /* Called for each state at which schedules end, fewest moves first. */
    void (*over)(void *model, const void *state, const struct explore_end *end);
};

struct explored {
    uint64_t schedules; /* modulo 2^64 */
    uint32_t states;    /* different ones, layer by layer */
    uint32_t moves;     /* that were executed */
    /* Equal states always had the same number of moves of each thread behind them: none
     * took a way of its own through a loop or a branch. */
    bool even;
    unsigned least[THREADS], most[THREADS]; /* moves at the ends of schedules */
};

enum { EXPLORE_BUCKETS = 4096 };

struct explorer {
    /* Where to work, 8-byte aligned. */
    uint8_t *memory;
    size_t memory_size;
    bool keep_back_pointer; /* explore_path() will be asked */

    uint32_t bucket[EXPLORE_BUCKETS];
    uint32_t *back_pointer;
    uint32_t back_pointer_used, back_pointer_size;
    struct explored *result;
    bool ended; /* some schedule has */
};

/* Plays all schedules from `first`. False if the memory did not suffice; *result then
 * says how far it came. */
bool explore(struct explorer *explorer, const struct explore_model *rules, void *model,
             const void *first, struct explored *result);
/* The first schedule (fewest moves, then reader before writer and so on) that led to the
 * state with that back_pointer. */
void explore_path(const struct explorer *explorer, uint32_t back_pointer,
                  struct schedule *schedule);

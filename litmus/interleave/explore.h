/*
 * Every schedule of a few actors that take turns. Pure: it knows moves and states, not
 * what they are; also compiled on the host, with games whose answer is known.
 *
 * Schedules are not run one after the other: there are far too many once every
 * instruction is a move. All states that the same number of moves leads to make a layer,
 * and the next layer comes from it by one move of each actor that may move. States of a
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
    uint32_t trail;        /* for explore_path() */
    const uint16_t *moves; /* of each actor, on the first of these schedules */
    bool cut;              /* not over: moves_max is reached */
};

struct explore_rules {
    size_t state_size;  /* bytes, whole words; they say all that the future depends on */
    unsigned moves_max; /* schedules are cut there */
    /* Who may move, a bit for each actor; 0: it is over. */
    uint32_t (*enabled)(void *game, const void *state);
    /* Makes one move. False: there was no room for the new state. */
    bool (*move)(void *game, const void *state, enum actor actor, void *next);
    /* Called for each state at which schedules end, fewest moves first. */
    void (*over)(void *game, const void *state, const struct explore_end *end);
};

struct explored {
    uint64_t schedules; /* modulo 2^64 */
    uint32_t states;    /* different ones, layer by layer */
    uint32_t moves;     /* that were executed */
    /* Equal states always had the same number of moves of each actor behind them: none
     * took a way of its own through a loop or a branch. */
    bool even;
    unsigned least[ACTORS], most[ACTORS]; /* moves at the ends of schedules */
};

enum { EXPLORE_BUCKETS = 4096 };

struct explorer {
    /* Where to work, 8-byte aligned. */
    uint8_t *memory;
    size_t memory_size;
    bool keep_trail; /* explore_path() will be asked */

    uint32_t bucket[EXPLORE_BUCKETS];
    uint32_t *trail;
    uint32_t trail_used, trail_size;
    struct explored *result;
    bool ended; /* some schedule has */
};

/* Plays all schedules from `first`. False if the memory did not suffice; *result then
 * says how far it came. */
bool explore(struct explorer *explorer, const struct explore_rules *rules, void *game,
             const void *first, struct explored *result);
/* The first schedule (fewest moves, then reader before writer and so on) that led to the
 * state with that trail. */
void explore_path(const struct explorer *explorer, uint32_t trail,
                  struct schedule *schedule);

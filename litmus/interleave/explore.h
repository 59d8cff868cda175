/*
 * Explores every schedule (order of steps) of a few threads. Pure: it knows steps and
 * states, but not their meaning. Host tests run it on models with a known answer.
 *
 * It does not run the schedules one by one: with a step for every instruction there are
 * far too many. All states that follow the same number of steps form a layer. The next
 * layer comes from it by one step of each enabled thread. States of a layer with equal
 * bytes are merged, because the same must follow, and their numbers of schedules are
 * added. So every schedule is counted, and each state is executed once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "litmus/interleave/schedule.h"

/* A state in which some schedules end. */
struct explore_end {
    uint64_t schedules;    /* how many, modulo 2^64 */
    uint32_t back_pointer; /* for explore_path() */
    const uint16_t *moves; /* steps of each thread, on the first of these schedules */
    bool cut;              /* not over, but at moves_max */
};

struct explore_model {
    size_t state_size;  /* bytes, whole words; the future depends on nothing else */
    unsigned moves_max; /* schedules are cut after so many steps */
    /* The enabled threads, a bit each; 0: the schedule is over. */
    uint32_t (*enabled)(void *context, const void *state);
    /* Makes one step. False: there is no room for the new state. */
    bool (*move)(void *context, const void *state, enum thread thread, void *next);
    /* Called for each state in which schedules end, fewest steps first. */
    void (*over)(void *context, const void *state, const struct explore_end *end);
};

struct explored {
    uint64_t schedules; /* modulo 2^64 */
    uint32_t states;    /* different ones, layer by layer */
    uint32_t moves;     /* executed steps */
    /* Equal states always have the same number of steps of each thread behind them: no
     * thread reaches a state by different ways through a loop or a branch. */
    bool even;
    unsigned least[THREADS], most[THREADS]; /* steps at the ends of schedules */
};

enum { EXPLORE_BUCKETS = 4096 };

struct explorer {
    /* For the states and back-pointers, 8-byte aligned. */
    uint8_t *memory;
    size_t memory_size;
    bool keep_back_pointer; /* for explore_path() */

    uint32_t bucket[EXPLORE_BUCKETS];
    uint32_t *back_pointer;
    uint32_t back_pointer_used, back_pointer_size;
    struct explored *result;
    bool ended; /* at least one schedule has ended */
};

/* Explores all schedules from `first`. False if the memory does not suffice; *result then
 * covers the explored part. */
bool explore(struct explorer *explorer, const struct explore_model *model, void *context,
             const void *first, struct explored *result);
/* The first schedule that leads to the state with that back-pointer: fewest steps first,
 * then reader before writer and so on. */
void explore_path(const struct explorer *explorer, uint32_t back_pointer,
                  struct schedule *schedule);

/*
 * The state of a schedule in progress, saved and restored, and with that the rules by
 * which explore() plays all of them (litmus/interleave/explore.h).
 */
#pragma once

#include <stdint.h>

#include "litmus/interleave/actors.h"
#include "litmus/interleave/explore.h"
#include "litmus/interleave/play.h"
#include "litmus/interleave/pool.h"

/* All that the future of a schedule depends on. */
struct play_state {
    struct position position;
    uint32_t part[CONTEXTS]; /* pool numbers of what is on the stacks */
    uint32_t always_zero;
};
_Static_assert(sizeof(struct play_state) ==
                   sizeof(struct live) + 4 * BOARD_WORDS_MAX + 4 * CONTEXTS + 4,
               "compared byte by byte: no padding");

/* The game that the rules are for: it collects the ends of schedules. */
struct play_collector {
    void (*over)(struct play_collector *self, const struct position *end,
                 const struct explore_end *how);
};

/* By what is a move (enum play_moves). */
extern const struct explore_rules play_rules[];
/* The state before the first move of what play_choose() has chosen. What is on stacks
 * goes into the pool, here and by the rules. */
void play_first_state(struct play_state *state, struct pool *pool);

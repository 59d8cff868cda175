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
    struct live live;
    pte_t entry;
    uint32_t count;          /* clear_count() */
    uint32_t part[CONTEXTS]; /* pool numbers of what is on the stacks */
};
_Static_assert(sizeof(struct play_state) == 40 + 8 + 4 + 4 * CONTEXTS,
               "compared byte by byte: no padding");

/* The game that the rules are for: it collects the ends of schedules. */
struct play_collector {
    void (*over)(struct play_collector *self, const struct live *end,
                 const struct explore_end *how);
};

/* By what is a move (enum play_moves). */
extern const struct explore_rules play_rules[];
/* The state before the first move of what play_choose() has chosen. What is on stacks
 * goes into the pool, here and by the rules. */
void play_first_state(struct play_state *state, struct pool *pool);

/*
 * The state of a schedule in progress, saved and restored, and with that the rules by
 * which explore() plays all of them (litmus/interleave/explore.h).
 */
#pragma once

#include <stdint.h>

#include "litmus/interleave/threads.h"
#include "litmus/interleave/explore.h"
#include "litmus/interleave/model.h"
#include "litmus/interleave/intern.h"

/* All that the future of a schedule depends on. */
struct saved_state {
    struct snapshot snapshot;
    uint32_t part[CONTEXTS]; /* pool numbers of what is on the stacks */
    uint32_t always_zero;
};
_Static_assert(sizeof(struct saved_state) ==
                   sizeof(struct live) + 4 * FIXTURE_WORDS_MAX + 4 * CONTEXTS + 4,
               "compared byte by byte: no padding");

/* The game that the rules are for: it collects the ends of schedules. */
struct end_collector {
    void (*over)(struct end_collector *self, const struct snapshot *end,
                 const struct explore_end *how);
};

/* By what is a move (enum model_steps). */
extern const struct explore_model model_rules[];
/* The state before the first move of what model_choose() has chosen. What is on stacks
 * goes into the pool, here and by the rules. */
void model_first_state(struct saved_state *state, struct intern_table *intern_table);

/*
 * Saves and restores the state of a schedule in progress. So the trial becomes a model
 * for explore() (litmus/interleave/explore.h).
 */
#pragma once

#include <stdint.h>

#include "litmus/interleave/explore.h"
#include "litmus/interleave/intern.h"
#include "litmus/interleave/model.h"
#include "litmus/interleave/threads.h"

/* All that the future of a schedule depends on. */
struct saved_state {
    struct snapshot snapshot;
    uint32_t part[CONTEXTS]; /* numbers of the stacks in the intern table */
    uint32_t always_zero;
};
_Static_assert(sizeof(struct saved_state) ==
                   sizeof(struct live) + 4 * FIXTURE_WORDS_MAX + 4 * CONTEXTS + 4,
               "compared byte by byte: no padding");

/* The `model` argument of these functions: it collects the ends of schedules. */
struct end_collector {
    void (*over)(struct end_collector *self, const struct snapshot *end,
                 const struct explore_end *how);
};

/* Indexed by the kind of steps (enum model_steps). */
extern const struct explore_model explore_models[];
/* The state before the first step of the trial that model_choose() has chosen. This
 * function and explore_models put the stacks into the intern table. */
void model_first_state(struct saved_state *state, struct intern_table *intern_table);

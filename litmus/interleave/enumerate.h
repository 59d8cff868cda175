/*
 * Ways to go through the schedules of a trial (litmus/interleave/model.h). Each leaves
 * what came out in a outcome_set.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/random.h"
#include "litmus/interleave/explore.h"
#include "litmus/interleave/outcome_set.h"
#include "litmus/interleave/model.h"

/* Gets the memory that states are kept in, once; false if there is too little. */
bool enumerate_ready(void);

/* All schedules, equal states merged. False if the memory did not suffice. */
bool enumerate(const struct variant *variant, enum model_steps moves,
               struct outcome_set *outcome_set, struct explored *explored);
/* The first schedule of that back_pointer, of the last enumerate() by accesses. */
void enumerated_path(uint32_t back_pointer, struct schedule *schedule);

/* All schedules by accesses, each from its start; gives up after `most`. Returns how
 * many. */
uint32_t enumerate_singly(const struct variant *variant, uint32_t most,
                          struct outcome_set *outcome_set);
/* So many random ones with a move for every instruction. */
void enumerate_sample(const struct variant *variant, unsigned count,
                      struct random *random, struct outcome_set *outcome_set);

/* Adds the schedule that has just been played to its end. */
void enumerated_end(struct outcome_set *outcome_set, const struct explore_end *end);

/*
 * Ways to enumerate the schedules of a trial (litmus/interleave/model.h). Each leaves its
 * outcomes in an outcome set.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/random.h"
#include "litmus/interleave/explore.h"
#include "litmus/interleave/model.h"
#include "litmus/interleave/outcome_set.h"

/* Allocates the memory for the states, once; false if there is too little. */
bool enumerate_ready(void);

/* Runs all schedules, with equal states merged. False if the memory does not suffice. */
bool enumerate(const struct variant *variant, enum model_steps moves,
               struct outcome_set *outcome_set, struct explored *explored);
/* The first schedule with that back-pointer, of the last enumerate() by accesses. */
void enumerated_path(uint32_t back_pointer, struct schedule *schedule);

/* Runs all schedules by accesses, each from its start; gives up after `most`. Returns the
 * number of schedules it ran. */
uint32_t enumerate_singly(const struct variant *variant, uint32_t most,
                          struct outcome_set *outcome_set);
/* Runs `count` random schedules with a step for every instruction. */
void enumerate_sample(const struct variant *variant, unsigned count,
                      struct random *random, struct outcome_set *outcome_set);

/* Adds the schedule that has just ended. */
void enumerated_end(struct outcome_set *outcome_set, const struct explore_end *end);

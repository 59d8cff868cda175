/*
 * What a trial on one entry can end with, in small integers, so that it can be compared
 * with what herd7 says of its model in models/:
 *
 *   high   0 nothing | g the word of generation g (1 stands there at the start)
 *          10+g that of a swap-style entry
 *   low    0 nothing | 1 present | 2 swap-style; and 4 more for an odd generation, where
 *          the trial's low words are not all equal
 *
 * A word that was never stored is shown as it is, in hexadecimal: no model has it.
 * report_outcomes() (litmus/interleave/report.h) writes them down.
 */
#pragma once

#include <stdbool.h>

#include "litmus/interleave/outcome_set.h"

struct outcomes {
    enum low_words lows;
    bool second; /* a positive's other kind of low words: LOWS_ALTERNATE */
    struct outcome_set outcome_set;
};

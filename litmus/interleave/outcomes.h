/*
 * The outcomes of a trial on one entry as small integers, for comparison with herd7's
 * outcomes of the same trial's model in models/:
 *
 *   high   0 nothing | g the word of generation g (1 at the start)
 *          10+g the word of generation g as a swap-style entry
 *   low    0 nothing | 1 present | 2 swap-style; plus 4 for an odd generation, if the
 *          trial's low words are not all equal
 *
 * A word that was never stored is shown in hexadecimal: no model has it.
 * report_outcomes() (litmus/interleave/report.h) writes the outcomes to the log.
 */
#pragma once

#include <stdbool.h>

#include "litmus/interleave/outcome_set.h"

struct outcomes {
    enum low_words lows;
    bool second; /* a positive's other kind of low words: LOWS_ALTERNATE */
    struct outcome_set outcome_set;
};

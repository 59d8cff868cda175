/*
 * A fixture is the set-up of a trial in the interleave engine: the watched memory, the
 * code of a reader's section and of a writer's step, and the judgement of the end. The
 * engine itself knows threads, steps and schedules, but neither entries nor tables.
 *
 * read(), use(), step() and none() run in contexts, one instruction at a time. The other
 * functions run in the engine.
 */
#pragma once

#include "litmus/trials/fixtures.h"
#include <stdbool.h>
#include <stdint.h>

#include "litmus/interleave/threads.h"

/* A word of the watched memory that a schedule can change. */
struct fixture_word {
    uint16_t offset;
    /* After an access to this word, a trace shows the entry at this offset, or the word
     * alone. */
    uint16_t shown;
    bool alone;
    const char *name;
};

/* A trial, and the kind of its entries' low words in these schedules. */
struct variant {
    const struct trial *trial;
    enum low_words lows;
};

struct fixture {
    uint32_t steps; /* kinds of program steps it can run (litmus/trials/program.h) */
    unsigned pages; /* of the watched memory that it uses, from the first */
    const struct fixture_word *word;
    unsigned words;
    bool lows_vary; /* a positive runs with equal and with alternating low words */
    /* Its functions are too long to explore by instructions: those orders are sampled. */
    bool sampled;

    /* Writes the memory before the first step, also the words that are not in `word`. */
    void (*set_up)(const struct variant *variant);
    /* The reader. Interrupts are off if the trial has them off. Stores its result in
     * `live` (live.got and so on). */
    void (*read)(const struct trial *trial);
    /* The reader's use of the result, with interrupts on; or NULL. */
    void (*use)(const struct trial *trial);
    /* Runs a writer's STEP_STORE or STEP_ACT. */
    void (*step)(const struct operation *operation);
    /* Runs a writer's STEP_IF_NONE; NULL: no program has it. */
    bool (*none)(void);
    enum reading (*judge)(const struct variant *variant, const struct snapshot *end);
};

/* The entry's index in its table, which is also encoded in the entry. */
enum { INTERLEAVE_SLOT = 5 };

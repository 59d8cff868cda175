/*
 * What the trials of the interleave engine are played on: which memory is watched, what a
 * reader's section and a writer's step do there, and how the end is judged. The engine
 * knows threads, moves and schedules, and nothing of entries or tables.
 *
 * read(), use() and step() run in contexts, an instruction at a time; the others in the
 * engine.
 */
#pragma once

#include "litmus/trials/fixtures.h"
#include <stdbool.h>
#include <stdint.h>

#include "litmus/interleave/threads.h"

/* A word of the watched memory that a schedule can change. */
struct fixture_word {
    uint16_t offset;
    /* What a listing shows once it was touched: the entry at that offset, or this word
     * alone. */
    uint16_t shown;
    bool alone;
    const char *name;
};

/* A trial, and the low words that its entries have in these schedules. */
struct variant {
    const struct trial *trial;
    enum low_words lows;
};

struct fixture {
    uint32_t steps; /* of programs that it carries out (litmus/trials/program.h) */
    unsigned pages; /* of the watched memory, from its first */
    const struct fixture_word *word;
    unsigned words;
    bool lows_vary; /* a positive is played with equal and with alternating low words */
    /* Its functions are so long that orders of all their instructions are sampled. */
    bool sampled;

    /* The memory as it is before the first move; its words that are not listed, too. */
    void (*set_up)(const struct variant *variant);
    /* The reader, with interrupts off where the trial has them off: leaves what it got in
     * live.got and so on. */
    void (*read)(const struct trial *trial);
    /* What it does with that, with interrupts on; or NULL. */
    void (*use)(const struct trial *trial);
    /* A writer's STEP_STORE or STEP_ACT. */
    void (*step)(const struct operation *operation);
    /* A writer's STEP_IF_NONE; NULL: no program has it. */
    bool (*none)(void);
    enum reading (*judge)(const struct variant *variant, const struct snapshot *end);
};

/* Where the entry stands in its table, and what its code says. */
enum { INTERLEAVE_SLOT = 5 };

/*
 * One trial as a game for litmus/interleave/explore.h: the threads of a schedule, what a
 * move of each is, and when a move is possible.
 *
 * The moves of a context are its instructions; the shootdown is an thread of its own. It
 * can move, and with that acknowledges, while a writer has asked for it and the reader's
 * own EFLAGS.IF is 1 (or at any time, where it comes by NMI). A writer that waits for the
 * ack or for the page-table lock cannot move. A schedule is over when the reader has its
 * value: what the others do after that cannot change it.
 *
 * STEP_BY_ACCESSES: a move is one instruction that touches the entry (or its count), changes
 * EFLAGS.IF, or takes the lock, with all those behind it up to the next such instruction.
 * Nothing that an thread does in between can be seen by another one, so that every order
 * of these instructions gives the same result as one of the moves' orders.
 * STEP_BY_INSTRUCTIONS: a move is one instruction of the functions under test, whatever it
 * does. It is what shows that nothing is lost by the other kind of moves.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/interleave/fixture.h"
#include "litmus/interleave/context.h"
#include "litmus/trials/trial.h"

enum model_steps { STEP_BY_ACCESSES, STEP_BY_INSTRUCTIONS };

/* live.seen */
#define SEEN_PENDING (1u << 0) /* a shootdown waited because of the reader's interrupts */
#define SEEN_WAITED (1u << 1)  /* and its writer waited for it at the time */

/* The reader's retries that are more than any writer can cause: it loops for ever. */
enum { RETRIES_MAX = 20 };

/* What one move did, for people. */
struct step_record {
    uint32_t eip;    /* of the instruction; 0: an event without one */
    unsigned length; /* of the instruction */
    bool accesses;    /* the watched memory: */
    struct access access;
    bool asks;       /* a writer asked for a shootdown in the course of it */
};

/* Gets stacks and the watched memory, once. */
void model_init(void);
/* Why this CPU cannot be stepped (litmus/interleave/stepping.h), or NULL; found out once. */
const char *model_cannot_step(void);
/* What the next schedules are about. */
void model_choose(const struct variant *variant, enum model_steps moves);
/* What was chosen has writers that neither flush nor lock: nobody ever waits. */
bool model_straight(void);
/* However the schedules ended: the watched memory is not mapped for contexts. */
void model_end(void);

/* The trial among it. */
const struct trial *model_trial(void);

/* One schedule, in place: */
void model_start(void);
/* The thread must be enabled. `record` may be NULL. */
void model_step(enum thread thread, struct step_record *record);
/* What came out. The reader must be done. */
enum reading model_judge(const struct snapshot *end);
/* The words of the fixture, out of the watched memory and into it. */
void model_save_words(uint32_t word[FIXTURE_WORDS_MAX]);
void model_load_words(const uint32_t word[FIXTURE_WORDS_MAX]);

/* By `live` and the trial (litmus/interleave/enabled.c): who may move, a bit for each; 0: it
 * is over. */
uint32_t model_enabled(void);
/* Why an thread is not enabled, for people. */
const char *model_obstacle(enum thread thread);

/* For saving and restoring: a context, and whether its state is also in the
 * floating-point unit. */
struct context *model_context(enum thread thread);
bool model_uses_wide(enum thread thread);

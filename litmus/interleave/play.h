/*
 * One trial as a game for litmus/interleave/explore.h: the actors of a schedule, what a
 * move of each is, and when a move is possible.
 *
 * The moves of a context are its instructions; the shootdown is an actor of its own. It
 * can move, and with that acknowledges, while a writer has asked for it and the reader's
 * own EFLAGS.IF is 1 (or at any time, where it comes by NMI). A writer that waits for the
 * ack or for the page-table lock cannot move. A schedule is over when the reader has its
 * value: what the others do after that cannot change it.
 *
 * PLAY_ACCESSES: a move is one instruction that touches the entry (or its count), changes
 * EFLAGS.IF, or takes the lock, with all those behind it up to the next such instruction.
 * Nothing that an actor does in between can be seen by another one, so that every order
 * of these instructions gives the same result as one of the moves' orders.
 * PLAY_INSTRUCTIONS: a move is one instruction of the functions under test, whatever it
 * does. It is what shows that nothing is lost by the other kind of moves.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/interleave/board.h"
#include "litmus/interleave/context.h"
#include "litmus/trials/trial.h"

enum play_moves { PLAY_ACCESSES, PLAY_INSTRUCTIONS };

/* live.seen */
#define SEEN_PENDING (1u << 0) /* a shootdown waited because of the reader's interrupts */
#define SEEN_WAITED (1u << 1)  /* and its writer waited for it at the time */

/* The reader's retries that are more than any writer can cause: it loops for ever. */
enum { RETRIES_MAX = 20 };

/* What one move did, for people. */
struct play_record {
    uint32_t eip;    /* of the instruction; 0: an event without one */
    unsigned length; /* of the instruction */
    bool touches;    /* the watched memory: */
    struct touch touch;
    bool asks;       /* a writer asked for a shootdown in the course of it */
};

/* Gets stacks and the watched memory, once. */
void play_init(void);
/* Why this CPU cannot be stepped (litmus/interleave/stepping.h), or NULL; found out once. */
const char *play_cannot_step(void);
/* What the next schedules are about. */
void play_choose(const struct variant *variant, enum play_moves moves);
/* What was chosen has writers that neither flush nor lock: nobody ever waits. */
bool play_straight(void);
/* However the schedules ended: the watched memory is not mapped for contexts. */
void play_end(void);

/* The trial among it. */
const struct trial *play_trial(void);

/* One schedule, in place: */
void play_start(void);
/* The actor must be enabled. `record` may be NULL. */
void play_move(enum actor actor, struct play_record *record);
/* What came out. The reader must be done. */
enum reading play_judge(const struct position *end);
/* The words of the board, out of the watched memory and into it. */
void play_save_words(uint32_t word[BOARD_WORDS_MAX]);
void play_load_words(const uint32_t word[BOARD_WORDS_MAX]);

/* By `live` and the trial (litmus/interleave/rules.c): who may move, a bit for each; 0: it
 * is over. */
uint32_t play_enabled(void);
/* Why an actor is not enabled, for people. */
const char *play_obstacle(enum actor actor);

/* For saving and restoring: a context, and whether its state is also in the
 * floating-point unit. */
struct context *play_context(enum actor actor);
bool play_uses_wide(enum actor actor);

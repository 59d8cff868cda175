/*
 * One trial as a game for litmus/interleave_explore.h: the actors of a schedule, what a
 * move of each is, and when a move is possible.
 *
 * The moves of a context are its instructions; the shootdown is an actor of its own. It can
 * move, and with that acknowledges, while a writer has asked for it and the reader's own
 * EFLAGS.IF is 1 (or at any time, where it comes by NMI). A writer that waits for the ack
 * or for the page-table lock cannot move. A schedule is over when the reader has its
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

#include "litmus/interleave_actors.h"
#include "litmus/interleave_context.h"
#include "litmus/interleave_explore.h"
#include "litmus/interleave_pool.h"
#include "litmus/trial.h"

enum play_moves { PLAY_ACCESSES, PLAY_INSTRUCTIONS };

/* live.seen */
#define SEEN_PENDING (1u << 0) /* a shootdown waited because of the reader's interrupts */
#define SEEN_WAITED (1u << 1)  /* and its writer waited for it at the time */

enum {
    /* The reader's retries that are more than any writer can cause: it loops for ever. */
    RETRIES_MAX = 20,
    /* Where the entry stands in its table. */
    PLAY_SLOT = 5,
};

/* All that the future of a schedule depends on. */
struct play_state {
    struct live live;
    pte_t entry;
    uint32_t count;          /* clear_count() */
    uint32_t part[CONTEXTS]; /* pool numbers of what is on the stacks */
};

/* What one move did, for people. */
struct play_record {
    uint32_t eip;       /* of the instruction; 0: an event without one */
    unsigned length;    /* of the instruction */
    bool touches;       /* the entry or its count: */
    struct touch touch;
    bool asks;          /* a writer asked for a shootdown in the course of it */
};

/* Gets stacks and the entry's page, once. */
void play_init(void);
/* What the next schedules are about. The pool is used, and emptied, by play_rules. */
void play_choose(const struct trial *trial, enum play_moves moves, struct pool *pool);

/* One schedule, in place: */
void play_start(void);
uint32_t play_enabled(void);
/* The actor must be enabled. `record` may be NULL. */
void play_move(enum actor actor, struct play_record *record);
/* Why an actor is not enabled, for people. */
const char *play_obstacle(enum actor actor);
/* The entry as it stands. */
pte_t play_entry(void);

/* All schedules: rules for explore(); the game is a collector of play_over's. */
struct play_collector {
    void (*over)(struct play_collector *self, const struct live *end,
                 const struct explore_end *how);
};
void play_first_state(struct play_state *state);
extern const struct explore_rules play_rules[];
/* Instructions that were stepped since play_choose(). */
uint32_t play_steps(void);
/* The trial's writers neither flush nor lock: nobody ever waits. */
bool play_straight(void);

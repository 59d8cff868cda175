/*
 * One trial as a model for litmus/interleave/explore.h: its threads, their steps, and the
 * condition under which a step is enabled.
 *
 * The steps of a context (a function on its own stack) are its instructions. The
 * shootdown is a thread of its own, and its step is the acknowledgement. It is enabled
 * while a writer has requested it and the reader's EFLAGS.IF is 1; an NMI does not depend
 * on EFLAGS.IF. A writer that waits for the ack or for the page-table lock is not
 * enabled. A schedule is over when the reader has its value: later steps cannot change
 * it.
 *
 * STEP_BY_ACCESSES: a step is one instruction that accesses the entry (or its count),
 * changes EFLAGS.IF, or takes the lock, and all instructions up to the next such one. The
 * other threads cannot observe the instructions in between. So every order of
 * instructions has the same result as some order of these steps.
 * STEP_BY_INSTRUCTIONS: a step is one instruction of the functions under test. This
 * confirms that stepping by accesses misses no outcome.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/interleave/context.h"
#include "litmus/interleave/fixture.h"
#include "litmus/trials/trial.h"

enum model_steps { STEP_BY_ACCESSES, STEP_BY_INSTRUCTIONS };

/* live.seen */
#define SEEN_PENDING (1u << 0) /* a shootdown waited: the reader's interrupts were off */
#define SEEN_WAITED (1u << 1)  /* and its writer waited for the ack at the time */

/* Above this number of retries the reader is livelocked: no writer causes so many. */
enum { RETRIES_MAX = 20 };

/* The effect of one step, for the log. */
struct step_record {
    uint32_t eip;    /* of the instruction; 0: an event without one */
    unsigned length; /* of the instruction */
    bool accesses;   /* the instruction accesses the watched memory: */
    struct access access;
    bool asks; /* a writer requested a shootdown during the step */
};

/* Allocates the stacks and the watched memory, once. */
void model_init(void);
/* Why this CPU cannot single-step (litmus/interleave/stepping.h), or NULL. Tested
 * once. */
const char *model_cannot_step(void);
/* Chooses the trial and the kind of steps of the next schedules. */
void model_choose(const struct variant *variant, enum model_steps moves);
/* Whether no thread can wait: the chosen writers neither flush nor lock. */
bool model_straight(void);
/* Unmaps the watched memory for the contexts, however the schedules ended. */
void model_end(void);

/* The chosen trial. */
const struct trial *model_trial(void);

/* Runs one schedule in place: */
void model_start(void);
/* The thread must be enabled. `record` may be NULL. */
void model_step(enum thread thread, struct step_record *record);
/* Judges the reader's value. The reader must be done. */
enum reading model_judge(const struct snapshot *end);
/* Copy the fixture's words out of the watched memory, and back into it. */
void model_save_words(uint32_t word[FIXTURE_WORDS_MAX]);
void model_load_words(const uint32_t word[FIXTURE_WORDS_MAX]);

/* The enabled threads, a bit each, by `live` and the trial (litmus/interleave/enabled.c).
 * 0: the schedule is over. */
uint32_t model_enabled(void);
/* Why a thread is not enabled, as a text. */
const char *model_obstacle(enum thread thread);

/* For saving and restoring: a context, and whether a part of its state is in the
 * floating-point unit. */
struct context *model_context(enum thread thread);
bool model_uses_wide(enum thread thread);

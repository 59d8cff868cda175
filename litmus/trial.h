/*
 * What a trial is. A trial is data: what it asks, what takes part, what is expected, and what
 * must have been seen for the answer to count. The catalogue (litmus/catalogue.c) lists them;
 * an engine knows nothing about a particular one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/entry_code.h"
#include "litmus/legs.h"

enum engine_id { ENGINE_STRESS, ENGINES };

enum expectation {
    NEVER,     /* a positive: not one torn read */
    SOMETIMES, /* a control: must be seen to tear */
};

/* What must have happened for the answer of a positive to count (PROTOCOL, rules of evidence). */
#define EVIDENCE_PENDING (1u << 0) /* the shootdown vector waited while interrupts were off */
#define EVIDENCE_WAITED (1u << 1)  /* a writer had to wait for an ack */
#define EVIDENCE_RETRIED (1u << 2) /* the reader started over at least once */
#define EVIDENCE_ABSENT (1u << 3)  /* entries that were not present were read too */
#define EVIDENCE_RUBBISH (1u << 4) /* P-clear rubbish was read and refused */

/* What the machine must have. */
#define NEEDS_TWO_CPUS (1u << 0)

struct scene;

struct trial {
    const char *level;         /* "pte", "tlb" */
    const char *id;            /* as in the protocol's catalogue: "no-recheck" */
    const char *asks;          /* the question, for people */
    enum expectation expected;
    const char *controls_for;  /* a control: ids of its positives, space between */
    uint32_t evidence;         /* EVIDENCE_...: what a positive must have seen */
    uint32_t needs;            /* NEEDS_... */
    const struct scene *scene; /* where the stress engine plays it */

    /* At the level of one entry: */
    const struct reader *reader;
    const struct step *program; /* ends in STEP_END */
    enum low_words lows;
    bool whole_program_per_slot; /* else each step is done for a batch of slots at a time */

    /* In the live scene: flush the other CPUs before the old frame is reused? */
    bool live_shootdown;
};

extern const struct trial catalogue[];
extern const unsigned catalogue_size;

enum { TRIAL_NAME_SIZE = 48 };
/* "stress/pte/lockless" */
void trial_name(const struct trial *trial, enum engine_id engine, char name[TRIAL_NAME_SIZE]);
/* The control removes something that this positive relies on. */
bool trial_controls(const struct trial *control, const struct trial *positive);

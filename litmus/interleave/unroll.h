/*
 * A writer's program, written out for the interleave engine: every store with the entry
 * that it stores, round after round, so that what runs between the functions under test
 * is as little as can be. Pure; also compiled on the host.
 */
#pragma once

#include "litmus/trials/program.h"
#include "litmus/variants/entries.h"
#include "litmus/variants/variants.h"

enum { OPERATIONS_MAX = 48 };

struct operation {
    enum step_kind kind;
    void (*plain)(pte_t *ptep, pte_t pte); /* of a store */
    const struct act *act;
    pte_t pte;
    uint32_t begins;  /* the generation whose first word this store brings, or 0 */
    uint32_t retires; /* the generation that is gone for good after this store, or 0 */
};

/* The generation that stands in the entry at the start. */
enum { FIRST_GENERATION = 1 };

struct program_entry {
    unsigned slot;
    enum low_words lows;
};

/* Writes out `rounds` of a program; generations and their number are as in the stress
 * engine: a round whose program stores new values makes one. The last operation is a
 * STEP_END. Returns the number of operations before it; panics if there are too many. */
unsigned program_unroll(struct operation unrolled[OPERATIONS_MAX], const struct step *program,
                      unsigned rounds, struct program_entry entry);
/* Whether the script has an operation of that kind. */
bool program_has(const struct operation *unrolled, enum step_kind kind);

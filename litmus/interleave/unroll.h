/*
 * Unrolls a writer's program for the interleave engine: all rounds, each store with the
 * entry that it stores. So a minimum of code runs between the functions under test. Pure;
 * also compiled on the host.
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
    uint32_t begins;  /* the generation whose first word this store writes, or 0 */
    uint32_t retires; /* the generation that is gone for good after this store, or 0 */
};

/* The generation of the entry at the start. */
enum { FIRST_GENERATION = 1 };

struct program_entry {
    unsigned slot;
    enum low_words lows;
};

/* Unrolls `rounds` rounds of a program. Generations are numbered as in the stress engine:
 * a round makes one if its program stores new values. The last operation is a STEP_END.
 * Returns the number of operations before it; panics if there are too many. */
unsigned program_unroll(struct operation unrolled[OPERATIONS_MAX],
                        const struct step *program, unsigned rounds,
                        struct program_entry entry);
/* Whether the unrolled program has an operation of that kind. */
bool program_has(const struct operation *unrolled, enum step_kind kind);

/*
 * The language of writers' programs: which steps there are, what each means, and who carries
 * out which. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct act;
struct store;

enum step_kind {
    STEP_STORE,       /* into an entry */
    STEP_ACT,         /* on a region of an address space (litmus/variants/region.h) */
    STEP_FLUSH,       /* shootdown, waited for */
    STEP_SYNC,        /* every CPU interrupted, waited for (mm/table_free.h) */
    STEP_FLUSH_BEGIN, /* shootdown sent ... */
    STEP_FLUSH_WAIT,  /* ... and waited for only here, or later */
    STEP_LOCK,        /* the page-table lock; a program without it always has it */
    STEP_UNLOCK,
    STEP_IF_NONE,     /* on to the next STEP_UNLOCK if the entry's low word is not 0 */
    STEP_END,
};

enum step_value {
    VALUE_NONE,
    VALUE_NEXT, /* a new generation */
    VALUE_SAME, /* the generation that was there before */
    VALUE_SWAP, /* a swap-style entry of a new generation */
};

/* One step of a writer's program; the program repeats for ever. */
struct step {
    enum step_kind kind;
    union {
        const struct store *store;
        const struct act *act;
    };
    enum step_value value; /* an act: VALUE_NEXT if it brings a new generation */
};

/*
 * Who carries out which steps: a bit for each enum step_kind. All end at STEP_END.
 *
 * The interleave engine carries out all, one after the other. Its fixture does stores or acts.
 * The stress engine does each step for a batch of slots: on detached tables, STEP_FLUSH_WAIT
 * comes at the end of a pass over the table; on regions, the acts between two interrupts are
 * done for one region after the other.
 */
#define STEP_BIT(kind) (1u << (kind))
#define STEPS_WITH_LOCK (STEP_BIT(STEP_LOCK) | STEP_BIT(STEP_UNLOCK) | STEP_BIT(STEP_IF_NONE))
#define STEPS_WITH_FLUSH                                                                 \
    (STEP_BIT(STEP_FLUSH) | STEP_BIT(STEP_FLUSH_BEGIN) | STEP_BIT(STEP_FLUSH_WAIT))
#define STEPS_ON_ENTRY (STEP_BIT(STEP_STORE) | STEPS_WITH_FLUSH | STEPS_WITH_LOCK)
#define STEPS_ON_TABLE STEPS_ON_ENTRY
#define STEPS_ON_REGION (STEP_BIT(STEP_ACT) | STEP_BIT(STEP_FLUSH) | STEP_BIT(STEP_SYNC))

/* The first step of a program that is not among `steps`, or NULL. `program` may be NULL: then
 * there is none. */
const struct step *program_refused(const struct step *program, uint32_t steps);
/* "a store" and so on. */
const char *step_name(enum step_kind kind);

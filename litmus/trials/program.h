/*
 * The language of writers' programs: the kinds of steps, what each means, and which
 * fixture carries out which. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct act;
struct store;

enum step_kind {
    STEP_STORE,       /* into an entry */
    STEP_ACT,         /* on a region of an address space (litmus/variants/region.h) */
    STEP_FLUSH,       /* a shootdown, and the wait for its acks */
    STEP_SYNC,        /* an interrupt to every CPU, and the wait for their acks
                       * (mm/table_free.h) */
    STEP_FLUSH_BEGIN, /* a shootdown is sent ... */
    STEP_FLUSH_WAIT,  /* ... and its acks are waited for here */
    STEP_LOCK,        /* the page-table lock; a program without this step holds it all the
                       * time */
    STEP_UNLOCK,
    STEP_IF_NONE, /* skips to the next STEP_UNLOCK if the entry's low word is not 0 */
    STEP_END,
};

enum step_value {
    VALUE_NONE,
    VALUE_NEXT, /* a new generation */
    VALUE_SAME, /* the generation before the last clear */
    VALUE_SWAP, /* a swap-style entry of a new generation */
};

/* One step of a writer's program. The program repeats for ever. */
struct step {
    enum step_kind kind;
    union {
        const struct store *store;
        const struct act *act;
    };
    enum step_value value; /* of an act: VALUE_NEXT if it starts a new generation */
};

/*
 * Which fixture or workload carries out which steps: a bit for each enum step_kind. Each
 * ends at STEP_END.
 *
 * The interleave engine carries out one step after the other; its fixture does either
 * stores or acts. The stress engine does each step for a batch of slots: on detached
 * tables, STEP_FLUSH_WAIT comes at the end of a pass over the table; on regions, it does
 * the acts between two interrupts for one region after the other.
 */
#define STEP_BIT(kind) (1u << (kind))
#define STEPS_WITH_LOCK                                                                  \
    (STEP_BIT(STEP_LOCK) | STEP_BIT(STEP_UNLOCK) | STEP_BIT(STEP_IF_NONE))
#define STEPS_WITH_FLUSH                                                                 \
    (STEP_BIT(STEP_FLUSH) | STEP_BIT(STEP_FLUSH_BEGIN) | STEP_BIT(STEP_FLUSH_WAIT))
#define STEPS_ON_ENTRY (STEP_BIT(STEP_STORE) | STEPS_WITH_FLUSH | STEPS_WITH_LOCK)
#define STEPS_ON_TABLE STEPS_ON_ENTRY
#define STEPS_ON_REGION (STEP_BIT(STEP_ACT) | STEP_BIT(STEP_FLUSH) | STEP_BIT(STEP_SYNC))

/* The first step of a program that `steps` lacks, or NULL. `program` may be NULL. */
const struct step *program_refused(const struct step *program, uint32_t steps);
/* "a store" and so on. */
const char *step_name(enum step_kind kind);

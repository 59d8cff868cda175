/*
 * Processor errata that could forge lohilo's result: on a machine with a sound protocol
 * they can tear a page-table entry, lose an A or D bit, or leave a stale TLB entry. A
 * result means nothing without this list. The table and the matching are pure;
 * errata_apply() in errata_apply.c is not.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/cpu_identity.h"
#include "lib/line.h"

enum erratum_remedy {
    ERRATUM_SAY,         /* no remedy: it can only be logged */
    ERRATUM_SET_BITS,    /* set `bits` of `msr` on each CPU */
    ERRATUM_EXPECT_BITS, /* `bits` of `msr` show the firmware's workaround */
};

/* Features that the kernel must not use on an affected CPU. */
enum erratum_limit {
    ERRATUM_NO_PGE = 1u << 0,         /* global pages */
    ERRATUM_NO_LARGE_PAGES = 1u << 1, /* pages of 2 MiB */
    ERRATUM_NO_RAM_1792M = 1u << 2,   /* physical 0x70000000..0x7003FFFF */
};

struct erratum {
    const char *name;   /* name in the log; no comma */
    const char *forges; /* the false result it could cause */
    const char *vendor;
    unsigned family;
    unsigned model_first, model_last;
    unsigned stepping_first, stepping_last; /* of each of these models */
    uint32_t fixed_by_microcode;            /* from this revision on; 0: no fix */
    uint32_t limits;                        /* of enum erratum_limit */
    enum erratum_remedy remedy;
    uint32_t msr;
    uint64_t bits;
};

enum { ERRATA_MAX = 8 }; /* most that one CPU can have; a test of the table checks it */

struct errata_list {
    unsigned count;
    const struct erratum *found[ERRATA_MAX];
};

/*
 * The errata of this CPU at this microcode revision (0, unknown, counts as the oldest).
 * None for an emulated CPU, which has the signature but not the silicon. A hypervisor's
 * guest has both, but the hypervisor may report another revision.
 */
void errata_find(const struct cpu_identity *identity, uint32_t microcode,
                 struct errata_list *list);

/* The limits of all errata found. */
uint32_t errata_limits(const struct errata_list *list);

/* The names, joined by commas, "none" for none; cut to `size` bytes with the NUL. */
size_t errata_names(const struct errata_list *list, char *buffer, size_t size);

/* Applies the remedies to this CPU, whose traps must be set up, and logs one line per
 * erratum (the sink may be NULL). `kept`: the limits that the kernel observes. Returns
 * how many can still forge a result: those with neither a remedy nor an observed limit,
 * and those whose remedy failed or cannot be confirmed. */
unsigned errata_apply(const struct errata_list *list, uint32_t kept,
                      struct line_sink *sink);

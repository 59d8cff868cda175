/*
 * Processor errata that could forge lohilo's result: make a page-table entry look torn,
 * an A or D bit lost, a TLB entry stale, on a machine whose protocol is sound. A result
 * without this list is worth nothing. The table and the matching are pure; errata_apply()
 * is not, and lives in errata_apply.c.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/cpu_identity.h"
#include "lib/line.h"

enum erratum_remedy {
    ERRATUM_SAY,         /* nothing we can do but say so */
    ERRATUM_SET_BITS,    /* `bits` of `msr` have to be set, on each CPU */
    ERRATUM_EXPECT_BITS, /* `bits` of `msr` show that the firmware has worked around it */
};

/* What the kernel must do without on an affected CPU. */
enum erratum_limit {
    ERRATUM_NO_PGE = 1u << 0,         /* global pages */
    ERRATUM_NO_LARGE_PAGES = 1u << 1, /* pages of 2 MiB */
    ERRATUM_NO_RAM_1792M = 1u << 2,   /* physical 0x70000000..0x7003FFFF */
};

struct erratum {
    const char *name;   /* as the log shows it; no comma */
    const char *forges; /* what it could make us see */
    const char *vendor;
    unsigned family;
    unsigned model_first, model_last;
    unsigned stepping_first, stepping_last; /* of each of these models */
    uint32_t fixed_by_microcode;            /* from this revision on; 0: by none */
    uint32_t limits;                        /* of enum erratum_limit */
    enum erratum_remedy remedy;
    uint32_t msr;
    uint64_t bits;
};

enum { ERRATA_MAX = 8 }; /* that one CPU can have; the table's own test keeps it true */

struct errata_list {
    unsigned count;
    const struct erratum *found[ERRATA_MAX];
};

/*
 * The errata of this CPU at this microcode revision (0 where it is not known: counts as
 * the oldest). None for an emulated CPU, which has the signature but not the silicon. A
 * guest of a hypervisor has both, and may be shown a revision that is not the real one.
 */
void errata_find(const struct cpu_identity *identity, uint32_t microcode,
                 struct errata_list *list);

/* The limits of all that were found. */
uint32_t errata_limits(const struct errata_list *list);

/* The names, joined by commas, "none" for none; cut to `size` bytes with the NUL. */
size_t errata_names(const struct errata_list *list, char *buffer, size_t size);

/* Carries out the remedies on this CPU, where the traps must be up, and says one line for
 * each erratum; a null sink is allowed. `kept`: the limits that the kernel keeps to. Returns
 * how many can still forge a result: those without a remedy or a limit that is kept, and
 * those whose remedy could not be made or seen. */
unsigned errata_apply(const struct errata_list *list, uint32_t kept, struct line_sink *sink);

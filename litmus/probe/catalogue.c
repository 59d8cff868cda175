/*
 * The trials of the probe engine. A control stands before the positives that it vouches
 * for. docs/probes.md says what each trial relies on, with the manual's sections.
 */
#include "lib/compiler.h"
#include "litmus/probe/questions.h"

/* clang-format off */
#define POSITIVE(at, name) .level = (at), .id = (name), .expected = NEVER,               \
    .engines = BY_PROBE
#define CONTROL(at, name) .level = (at), .id = (name), .expected = SOMETIMES,            \
    .engines = BY_PROBE
#define ASKED(...) .probe = &(const struct probe){ __VA_ARGS__ }
#define OUTCOMES(...) .outcome = { __VA_ARGS__ }

/* Outcomes of a read through a page whose frame was replaced. */
#define MUST_BE_NEW                                                                      \
    OUTCOMES({ "new", NEEDED, NULL }, { "old", FORBIDDEN, NULL },                        \
             { "fault", FORBIDDEN, NULL }, { "foreign", FORBIDDEN, NULL })
#define MAY_BE_OLD                                                                       \
    OUTCOMES({ "new", FINE, NULL }, { "old", FIRED, NULL }, { "fault", FINE, NULL },     \
             { "foreign", FINE, NULL })

#define STALE(which, count)                                                              \
    .begin = stale_begin, .ask = stale_ask, .end = stale_end, .variant = (which),        \
    .rounds = (count), .needs = PROBE_TWO_CPUS
#define TEAR(which)                                                                      \
    .ask = tear_ask, .end = tear_end, .variant = (which), .rounds = 20000
#define DIRTY(which)                                                                     \
    .begin = dirty_begin, .ask = dirty_ask, .end = dirty_end, .variant = (which),        \
    .rounds = 4000, .needs = PROBE_TWO_CPUS
#define D_KEPT                                                                           \
    OUTCOMES({ "kept", NEEDED, NULL }, { "untouched", FINE, NULL },                      \
             { "lost", FORBIDDEN, NULL }, { "early", FINE, NULL })
#define D_LOST                                                                           \
    OUTCOMES({ "kept", FINE, NULL }, { "untouched", FINE, NULL },                        \
             { "lost", FIRED, NULL }, { "early", FINE, NULL })

const struct trial probe_catalogue[] = {
    /* ---- TLB entries of one page, on the CPU that changes the page ---- */
    { CONTROL("tlb", "no-invlpg"), .controls_for = "remap mov-cr3 global",
      .asks = "a page gets another frame, and nothing is flushed",
      ASKED(.ask = remap_ask, .variant = REMAP_NOTHING, .rounds = 200,
            .characteristic = "tlb",
            OUTCOMES({ "new", FINE, "fresh" }, { "old", FIRED, "stale" },
                     { "fault", FINE, NULL }, { "foreign", FINE, NULL })) },
    { POSITIVE("tlb", "remap"),
      .asks = "another frame, INVLPG, read and write",
      ASKED(.ask = remap_ask, .variant = REMAP_INVLPG, .rounds = 1000, MUST_BE_NEW) },
    { POSITIVE("tlb", "mov-cr3"),
      .asks = "another frame, MOV CR3, read and write",
      ASKED(.ask = remap_ask, .variant = REMAP_CR3, .rounds = 1000, MUST_BE_NEW) },
    { POSITIVE("tlb", "global"),
      .asks = "a global page's new frame: after INVLPG, CR4.PGE; MOV CR3 may keep it",
      ASKED(.ask = global_ask, .rounds = 900, .needs = PROBE_PGE,
            .characteristic = "global",
            OUTCOMES({ "new", NEEDED, NULL }, { "kept", FINE, "kept" },
                     { "dropped", FINE, "dropped" }, { "old", FORBIDDEN, NULL },
                     { "other", FORBIDDEN, NULL })) },
    { POSITIVE("tlb", "synonyms"),
      .no_control = "two addresses of one frame are all there is: no part can be left "
                    "out",
      .asks = "a value written by one address is read by another of its frame",
      ASKED(.ask = synonym_ask, .rounds = 200,
            OUTCOMES({ "same", NEEDED, NULL }, { "different", FORBIDDEN, NULL })) },
    { POSITIVE("tlb", "reserved-code"),
      .no_control = "code_9 is needed: the fault itself shows that it was asked",
      .asks = "the page fault of a reserved bit says so, and that the entry is present",
      ASKED(.ask = reserved_code_ask, .rounds = 220, .characteristic = "reserved-code",
            OUTCOMES({ "code_9", NEEDED, "9" }, { "code_8", FORBIDDEN, "8" },
                     { "other_code", FORBIDDEN, "other" },
                     { "no_fault", FORBIDDEN, "none" })) },

    /* ---- the same on other CPUs: shootdown ---- */
    { CONTROL("tlb", "no-ipi"), .controls_for = "stale remap-remote",
      .asks = "frame reused without any flush",
      ASKED(STALE(STALE_NO_IPI, 100), MAY_BE_OLD) },
    { CONTROL("tlb", "local-only"), .controls_for = "stale remap-remote",
      .asks = "frame reused after a flush of the writer's own TLB",
      ASKED(STALE(STALE_LOCAL_ONLY, 100), MAY_BE_OLD) },
    { CONTROL("tlb", "flush-first"), .controls_for = "stale",
      .asks = "INVLPG everywhere before the entry is changed",
      ASKED(STALE(STALE_FLUSH_FIRST, 100), MAY_BE_OLD) },
    { CONTROL("tlb", "last-page"), .controls_for = "stale",
      .asks = "the flushed range is one page short",
      ASKED(STALE(STALE_LAST_PAGE, 100), MAY_BE_OLD) },
    { CONTROL("tlb", "ack-first"), .controls_for = "stale",
      .asks = "the other CPU acknowledges before its INVLPG; its handler stepped",
      ASKED(.begin = stale_begin, .ask = stale_ask, .end = stale_end,
            .variant = STALE_ACK_FIRST, .rounds = 100,
            .needs = PROBE_TWO_CPUS | PROBE_STEPPED, MAY_BE_OLD) },
    { POSITIVE("tlb", "stale"),
      .asks = "after the acks no CPU reads the old frame; some handlers are stepped",
      ASKED(STALE(STALE_NOTHING_WRONG, 160), MUST_BE_NEW) },
    { POSITIVE("tlb", "remap-remote"),
      .asks = "present to present in one piece, shootdown, read on every CPU",
      ASKED(.ask = remap_remote_ask, .variant = REMAP_INVLPG, .rounds = 200,
            .needs = PROBE_TWO_CPUS, MUST_BE_NEW) },
    { CONTROL("tlb", "not-reached"), .controls_for = "flush-reached",
      .asks = "an interrupt without INVLPG: A and D stay as they were cached",
      ASKED(.ask = reached_ask, .variant = 1, .rounds = 100, .characteristic = "accessed",
            OUTCOMES({ "set_again", FINE, "set" }, { "not_set", FIRED, "cached" })) },
    { POSITIVE("tlb", "flush-reached"),
      .asks = "A and D cleared, shot down, touched: set again on every CPU",
      ASKED(.ask = reached_ask, .rounds = 200,
            OUTCOMES({ "set_again", NEEDED, NULL }, { "not_set", FORBIDDEN, NULL })) },

    /* ---- where Linux does not flush ---- */
    { POSITIVE("tlb", "no-flush-needed"),
      .no_control = "absent_before is needed: the page did fault",
      .asks = "not present to present: no CPU faults any more, without a flush",
      ASKED(.ask = no_flush_needed_ask, .rounds = 400,
            OUTCOMES({ "absent_before", NEEDED, NULL }, { "at_once", NEEDED, NULL },
                     { "late", FORBIDDEN, NULL })) },
    { POSITIVE("tlb", "spurious"),
      .no_control = "refused_before is needed: the page was read-only",
      .asks = "read-only to writable without a flush: one fault at most",
      ASKED(.ask = spurious_ask, .rounds = 400, .characteristic = "spurious",
            OUTCOMES({ "refused_before", NEEDED, NULL }, { "never", FINE, "never" },
                     { "once", FINE, "once" }, { "again", FORBIDDEN, NULL })) },
    { CONTROL("tlb", "dirty-entry"), .controls_for = "clean-to-dirty",
      .asks = "a dirty TLB entry is written through after its page-table entry is gone",
      ASKED(.ask = clean_ask, .variant = 1, .rounds = 100,
            OUTCOMES({ "stopped", FINE, NULL }, { "written", FIRED, NULL })) },
    { POSITIVE("tlb", "clean-to-dirty"),
      .asks = "the first write through a clean TLB entry faults if the entry is gone",
      ASKED(.ask = clean_ask, .rounds = 400,
            OUTCOMES({ "stopped", NEEDED, NULL }, { "written", FORBIDDEN, NULL })) },
    { POSITIVE("tlb", "walk-twice"),
      .no_control = "the two walks are all there is; twice is needed",
      .asks = "an entry that was walked once is there when it is walked again",
      ASKED(.ask = walk_twice_ask, .rounds = 300, .needs = PROBE_TWO_CPUS,
            OUTCOMES({ "twice", NEEDED, NULL }, { "once", FORBIDDEN, NULL })) },
    { POSITIVE("tlb", "walk-two-cpus"),
      .no_control = "the two walks are all there is; both is needed",
      .asks = "an entry that one CPU has walked is there for a CPU that it tells",
      ASKED(.ask = walk_two_cpus_ask, .rounds = 100, .needs = PROBE_THREE_CPUS,
            OUTCOMES({ "both", NEEDED, NULL }, { "first_only", FORBIDDEN, NULL })) },
    { POSITIVE("tlb", "synonym-message"),
      .no_control = "x86 keeps the order of stores: no part of it can be left out",
      .asks = "a message whose data and flag go by two addresses of one frame",
      ASKED(.ask = synonym_message_ask, .rounds = 300, .needs = PROBE_TWO_CPUS,
            OUTCOMES({ "in_order", NEEDED, NULL },
                     { "out_of_order", FORBIDDEN, NULL })) },

    /* ---- directories and the PDPT ---- */
    { POSITIVE("pmd", "pde-cache"),
      .no_control = "INVLPG left out may show stale or fresh: neither is a failure",
      .asks = "a directory entry changed: new after any INVLPG; before, either",
      ASKED(.begin = space_begin, .ask = pde_ask, .rounds = 400,
            .characteristic = "pde-cache",
            OUTCOMES({ "new", NEEDED, NULL }, { "stale", FINE, "yes" },
                     { "fresh", FINE, "no" }, { "old", FORBIDDEN, NULL },
                     { "other", FORBIDDEN, NULL })) },
    { POSITIVE("pmd", "ps-without-pse"),
      .no_control = "leaf is needed; a CPU that looks at CR4.PSE says table",
      .asks = "a leaf of 2 MiB with CR4.PSE clear: under PAE it is a leaf all the same",
      ASKED(.begin = space_begin, .ask = ps_ask, .rounds = 200, .needs = PROBE_LARGE,
            OUTCOMES({ "leaf", NEEDED, NULL }, { "leaf_with_pse", FINE, NULL },
                     { "table", FORBIDDEN, NULL }, { "fault", FORBIDDEN, NULL },
                     { "other", FORBIDDEN, NULL })) },
    { POSITIVE("pdpt", "pdpte"),
      .no_control = "MOV CR3 left out may show registers or memory: neither is a failure",
      .asks = "a PDPTE changed: new after MOV CR3; after INVLPG, either",
      ASKED(.begin = space_begin, .ask = pdpte_ask, .rounds = 200,
            .characteristic = "pdpte",
            OUTCOMES({ "reloaded", NEEDED, NULL }, { "registers", FINE, "registers" },
                     { "memory", FINE, "memory" }, { "old", FORBIDDEN, NULL },
                     { "other", FORBIDDEN, NULL })) },
    { POSITIVE("pdpt", "pge"),
      .no_control = "both outcomes are right; anything else would be seen as such",
      .asks = "a PDPTE changed, CR4.PGE toggled: new or old",
      ASKED(.begin = space_begin, .ask = pdpte_pge_ask, .rounds = 200, .needs = PROBE_PGE,
            .characteristic = "pdpte-pge",
            OUTCOMES({ "reloads", FINE, "reloads" }, { "keeps", FINE, "keeps" },
                     { "other", FORBIDDEN, NULL })) },
    { CONTROL("pdpt", "one-cpu"), .controls_for = "every-cpu",
      .asks = "a PDPTE changed, CR3 loaded on one CPU only, INVLPG on the others",
      ASKED(.begin = space_begin, .ask = pdpte_everywhere_ask, .variant = 1, .rounds = 50,
            .needs = PROBE_TWO_CPUS,
            OUTCOMES({ "new", FINE, NULL }, { "old", FIRED, NULL },
                     { "other", FINE, NULL })) },
    { POSITIVE("pdpt", "every-cpu"),
      .asks = "a PDPTE changed, CR3 loaded on every CPU: new on each",
      ASKED(.begin = space_begin, .ask = pdpte_everywhere_ask, .rounds = 100,
            .needs = PROBE_TWO_CPUS,
            OUTCOMES({ "new", NEEDED, NULL }, { "old", FORBIDDEN, NULL },
                     { "other", FORBIDDEN, NULL })) },
    { POSITIVE("pdpt", "untouched"),
      .no_control = "nothing makes a CPU do this store",
      .asks = "the CPU writes no accessed bit into a PDPTE",
      ASKED(.begin = space_begin, .ask = pdpte_untouched_ask, .rounds = 100,
            .characteristic = "pdpte-accessed",
            OUTCOMES({ "untouched", NEEDED, "untouched" },
                     { "written", FORBIDDEN, "written" })) },
    { POSITIVE("pdpt", "reserved"),
      .no_control = "refused is needed: the fault itself shows that it was asked",
      .asks = "a reserved bit in a present PDPTE: MOV CR3 refuses, and all stays",
      ASKED(.begin = space_begin, .ask = pdpte_reserved_ask, .rounds = 200,
            .characteristic = "pdpte-reserved",
            OUTCOMES({ "refused", NEEDED, "gp" }, { "accepted", FORBIDDEN, "none" },
                     { "half_taken", FORBIDDEN, "half" })) },

    /* ---- the hardware walker and half an entry ---- */
    { CONTROL("walk", "low-first"), .controls_for = "hw-tear",
      .asks = "an entry made present before its high word is there",
      ASKED(.begin = tear_begin, TEAR(1), .needs = PROBE_TWO_CPUS,
            OUTCOMES({ "whole", FINE, NULL }, { "absent", FINE, NULL },
                     { "reserved", FIRED, NULL }, { "foreign", FINE, NULL })) },
    { POSITIVE("walk", "hw-tear"),
      .asks = "the walker never sees a low word without its high; reserved bits tell",
      ASKED(.begin = tear_begin, TEAR(0), .needs = PROBE_TWO_CPUS,
            OUTCOMES({ "whole", NEEDED, NULL }, { "absent", NEEDED, NULL },
                     { "reserved", FORBIDDEN, NULL }, { "foreign", FORBIDDEN, NULL })) },
    { CONTROL("walk", "low-first-nx"), .controls_for = "hw-tear-nx",
      .asks = "the same, seen by executing a page that becomes NX too late",
      ASKED(.begin = tear_nx_begin, TEAR(1), .needs = PROBE_TWO_CPUS | PROBE_NX,
            OUTCOMES({ "refused", FINE, NULL }, { "absent", FINE, NULL },
                     { "executed", FIRED, NULL }, { "foreign", FINE, NULL })) },
    { POSITIVE("walk", "hw-tear-nx"),
      .asks = "the walker never sees a low word without its NX bit",
      ASKED(.begin = tear_nx_begin, TEAR(0), .needs = PROBE_TWO_CPUS | PROBE_NX,
            OUTCOMES({ "refused", NEEDED, NULL }, { "absent", NEEDED, NULL },
                     { "executed", FORBIDDEN, NULL }, { "foreign", FORBIDDEN, NULL })) },

    /* ---- the dirty bit ---- */
    { CONTROL("pte", "load-store"), .controls_for = "dirty dirty-cmpxchg8b",
      .asks = "an entry cleared by load and store while another CPU writes through it",
      ASKED(DIRTY(DIRTY_LOAD_STORE), D_LOST) },
    { CONTROL("pte", "set-over-live"), .controls_for = "dirty",
      .asks = "a live entry read, and stored again",
      ASKED(DIRTY(DIRTY_OVERWRITE), D_LOST) },
    { POSITIVE("pte", "dirty"),
      .asks = "an entry cleared by xchg brings its D bit, if the page was written",
      ASKED(DIRTY(DIRTY_XCHG), D_KEPT) },
    { POSITIVE("pte", "dirty-cmpxchg8b"),
      .asks = "the same, cleared by cmpxchg8b",
      ASKED(DIRTY(DIRTY_CMPXCHG8B), D_KEPT) },
    { CONTROL("pte", "plain-and"), .controls_for = "write-protect",
      .asks = "RW taken away by load, and, store",
      ASKED(DIRTY(DIRTY_PROTECT_PLAIN), D_LOST) },
    { POSITIVE("pte", "write-protect"),
      .asks = "RW taken away by a locked AND loses no D bit",
      ASKED(DIRTY(DIRTY_PROTECT), D_KEPT) },
};
const unsigned probe_catalogue_size = ARRAY_SIZE(probe_catalogue);
/* clang-format on */

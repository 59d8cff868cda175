/*
 * The catalogue. Controls stand before the positives that they vouch for, so that a
 * positive runs when the settings at which its controls tore are known.
 */
#include "lib/compiler.h"
#include "litmus/trials/fixtures.h"
#include "litmus/trials/trial.h"
#include "litmus/variants/page_size.h"
#include "litmus/variants/region.h"

/* clang-format off */
#define PROGRAM static const struct step

/* A writer's programs. */
PROGRAM clear_flush_set[] = {
    { STEP_STORE, { &store_clear }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM clear_flush_set_low_first[] = {
    { STEP_STORE, { &store_clear }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set_low_first }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM clear_high_first_flush_set[] = {
    { STEP_STORE, { &store_clear_high_first }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM set_atomic_flush[] = {
    { STEP_STORE, { &store_set_atomic }, VALUE_NEXT },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM overwrite_flush[] = {
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_END, { NULL }, VALUE_NONE },
};
/* Each store leaves a valid entry, and nothing is flushed. */
PROGRAM good_stores_no_flush[] = {
    { STEP_STORE, { &store_set_atomic }, VALUE_NEXT },
    { STEP_STORE, { &store_clear }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM swap_in_between[] = {
    { STEP_STORE, { &store_get_and_clear }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_SWAP },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM swap_over_present[] = {
    { STEP_STORE, { &store_set }, VALUE_SWAP },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM set_before_ack[] = {
    { STEP_STORE, { &store_clear }, VALUE_NONE },
    { STEP_FLUSH_BEGIN, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_FLUSH_WAIT, { NULL }, VALUE_NONE },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM set_clear_flush[] = {
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_STORE, { &store_clear }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM clear_set_no_flush[] = {
    { STEP_STORE, { &store_clear }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM clear_set_counted[] = {
    { STEP_STORE, { &store_clear_counted }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
/* zap_pte_range(): the lock is released before the flush ... */
PROGRAM clear_unlock_flush[] = {
    { STEP_LOCK, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_clear }, VALUE_NONE },
    { STEP_UNLOCK, { NULL }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_END, { NULL }, VALUE_NONE },
};
/* ... and a fault on another CPU fills the entry meanwhile. */
PROGRAM fault_in[] = {
    { STEP_LOCK, { NULL }, VALUE_NONE },
    { STEP_IF_NONE, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_UNLOCK, { NULL }, VALUE_NONE },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM clear_restore_no_flush[] = {
    { STEP_STORE, { &store_clear }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_SAME },
    { STEP_END, { NULL }, VALUE_NONE },
};

/* A directory's entry: page table <-> none <-> 2 MiB page. */
PROGRAM pmd_clear_flush_set[] = {
    { STEP_STORE, { &store_pmd_clear }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set_pmd }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM pmd_no_flush[] = {
    { STEP_STORE, { &store_pmd_clear }, VALUE_NONE },
    { STEP_STORE, { &store_set_pmd }, VALUE_NEXT },
    { STEP_STORE, { &store_pmd_clear }, VALUE_NONE },
    { STEP_STORE, { &store_set_pmd }, VALUE_SAME },
    { STEP_END, { NULL }, VALUE_NONE },
};

/* A page table is removed from its directory and then used for something else. */
PROGRAM unmap_sync_reuse[] = {
    { STEP_ACT, { .act = &act_unmap }, VALUE_NONE },
    { STEP_SYNC, { NULL }, VALUE_NONE },
    { STEP_ACT, { .act = &act_reuse }, VALUE_NONE },
    { STEP_ACT, { .act = &act_map }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM unmap_reuse[] = {
    { STEP_ACT, { .act = &act_unmap }, VALUE_NONE },
    { STEP_ACT, { .act = &act_reuse }, VALUE_NONE },
    { STEP_ACT, { .act = &act_map }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
PROGRAM sync_unmap_reuse[] = {
    { STEP_SYNC, { NULL }, VALUE_NONE },
    { STEP_ACT, { .act = &act_unmap }, VALUE_NONE },
    { STEP_ACT, { .act = &act_reuse }, VALUE_NONE },
    { STEP_ACT, { .act = &act_map }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
/*
 * A frame is taken from its mapping if no walker has a reference: first a page is moved
 * (its PTE is cleared), then the whole table is replaced by a 2 MiB page (the PMD is
 * cleared), and that again by the table. No flush comes between the clear and the look at
 * the count: reference and recheck must suffice.
 */
PROGRAM clear_look_flush_set[] = {
    { STEP_ACT, { .act = &act_zap }, VALUE_NONE },
    { STEP_ACT, { .act = &act_look }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_ACT, { .act = &act_put_pte }, VALUE_NONE },
    { STEP_ACT, { .act = &act_withdraw }, VALUE_NONE },
    { STEP_ACT, { .act = &act_look }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_ACT, { .act = &act_put_pmd }, VALUE_NONE },
    { STEP_ACT, { .act = &act_withdraw }, VALUE_NONE },
    { STEP_ACT, { .act = &act_look }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_ACT, { .act = &act_put_pmd }, VALUE_NONE },
    { STEP_END, { NULL }, VALUE_NONE },
};

#define BOTH_ENGINES (BY_INTERLEAVING | BY_STRESS)
#define CONTROL(name, who) .level = "pte", .id = (name), .expected = SOMETIMES,          \
    .engines = (who), .workload = &workload_table, .fixture = &fixture_entry
#define POSITIVE(name, who) .level = "pte", .id = (name), .expected = NEVER,             \
    .engines = (who), .workload = &workload_table, .fixture = &fixture_entry
#define PMD_TRIAL(name, what) .level = "pmd", .id = (name), .expected = (what),          \
    .engines = BOTH_ENGINES, .workload = &workload_table, .fixture = &fixture_entry,     \
    .lows = LOWS_DIRECTORY, .reads = 100000
#define TABLE_TRIAL(name, what) .level = "table", .id = (name), .expected = (what),      \
    .engines = BOTH_ENGINES, .workload = &workload_region, .fixture = &fixture_region,   \
    .walker = &walker_walk, .reads = 10000
#define GUP_TRIAL(name, what) .level = "gup", .id = (name), .expected = (what),          \
    .engines = BOTH_ENGINES, .workload = &workload_region, .fixture = &fixture_region,   \
    .program = clear_look_flush_set, .rounds = 1, .reads = 10000

const struct trial catalogue[] = {
    { CONTROL("no-recheck", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_READER,
      .asks = "reader without the second look at low",
      .reader = &reader_no_recheck, .program = clear_flush_set, .lows = LOWS_EQUAL },
    { CONTROL("high-low-low", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_READER,
      .asks = "reader takes high first",
      .reader = &reader_high_low_low, .program = clear_flush_set, .lows = LOWS_EQUAL },
    { CONTROL("high-low-high", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_READER,
      .asks = "reader looks a second time at high instead of low",
      .reader = &reader_high_low_high, .program = set_clear_flush, .lows = LOWS_EQUAL,
      .starts_absent = true, .whole_program_per_slot = true,
      .flush_per_batch = true },
    { CONTROL("u64-read", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_COMPILED,
      .asks = "a plain 64-bit read, as compiled",
      .reader = &reader_u64, .program = clear_flush_set, .lows = LOWS_EQUAL },
    { CONTROL("no-barrier", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_COMPILED,
      .asks = "reader without compiler barriers, as compiled",
      .reader = &reader_no_barrier, .program = clear_flush_set, .lows = LOWS_EQUAL },
    { CONTROL("set-low-first", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_WRITER,
      .asks = "writer makes an entry present before its high word is there",
      .reader = &reader_lockless, .program = clear_flush_set_low_first,
      .lows = LOWS_EQUAL },
    { CONTROL("clear-high-first", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_WRITER,
      .asks = "writer takes the high word away while the entry is present",
      .reader = &reader_lockless, .program = clear_high_first_flush_set,
      .lows = LOWS_EQUAL },
    { CONTROL("no-ack", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_QUEUED,
      .asks = "writer does not wait for the shootdown",
      .reader = &reader_lockless, .program = set_before_ack, .lows = LOWS_EQUAL,
      .whole_program_per_slot = true },
    { CONTROL("irqs-on", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_INTERRUPT,
      .asks = "reader takes the shootdown between its loads",
      .reader = &reader_lockless, .program = clear_flush_set, .lows = LOWS_EQUAL,
      .irqs_on = true },
    { CONTROL("nmi-flush", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_INTERRUPT,
      .asks = "shootdown by NMI: acknowledged, and not held off by the reader",
      .reader = &reader_lockless, .program = clear_flush_set, .lows = LOWS_EQUAL,
      .flush_by_nmi = true },
    { CONTROL("refault", BOTH_ENGINES), .controls_for = "lockless",
      .race_window = RACE_WAKING,
      .asks = "a third CPU fills the cleared entry before the ack",
      .reader = &reader_lockless, .program = clear_unlock_flush, .third = fault_in,
      .lows = LOWS_EQUAL, .rounds = 1 },
    { CONTROL("no-flush-aba", BOTH_ENGINES), .controls_for = "lockless counted",
      .race_window = RACE_ROUND,
      .asks = "the low word comes back with another high word, without a flush",
      .reader = &reader_lockless, .program = clear_set_no_flush, .lows = LOWS_EQUAL,
      .whole_program_per_slot = true },
    { CONTROL("no-flush-same", BOTH_ENGINES), .controls_for = "lockless counted",
      .race_window = RACE_ROUND,
      .asks = "entry cleared and restored without a flush",
      .reader = &reader_lockless, .program = clear_restore_no_flush, .lows = LOWS_EQUAL,
      .whole_program_per_slot = true },
    { POSITIVE("lockless", BOTH_ENGINES),
      .asks = "low, high, low again against clear, flush, set",
      .evidence = EVIDENCE_PENDING | EVIDENCE_WAITED | EVIDENCE_RETRIED | EVIDENCE_ABSENT,
      .reader = &reader_lockless, .program = clear_flush_set, .lows = LOWS_EQUAL },
    { POSITIVE("counted", BOTH_ENGINES),
      .asks = "low, high, low with a count of clears: no flush at all",
      .evidence = EVIDENCE_RETRIED | EVIDENCE_ABSENT,
      .reader = &reader_counted, .program = clear_set_counted, .lows = LOWS_ALTERNATE,
      .whole_program_per_slot = true },

    { CONTROL("overwrite", BOTH_ENGINES), .controls_for = "atomic-set",
      .race_window = RACE_WRITER,
      .asks = "an entry stored in two halves over a present one",
      .reader = &reader_lockless, .program = overwrite_flush, .lows = LOWS_ALTERNATE },
    { POSITIVE("atomic-set", BOTH_ENGINES),
      .asks = "entries replaced in one piece, a flush between any two",
      .evidence = EVIDENCE_PENDING | EVIDENCE_WAITED | EVIDENCE_RETRIED,
      .reader = &reader_lockless, .program = set_atomic_flush, .lows = LOWS_ALTERNATE },

    { CONTROL("no-flush-atomic", BOTH_ENGINES),
      .controls_for = "cmpxchg8b-read movq-read fild-read",
      .race_window = RACE_ROUND,
      .asks = "low, high, low against good single stores without any flush",
      .reader = &reader_lockless, .program = good_stores_no_flush, .lows = LOWS_EQUAL,
      .whole_program_per_slot = true },
    { POSITIVE("cmpxchg8b-read", BOTH_ENGINES),
      .asks = "one 8-byte read against good single stores without any flush",
      .evidence = EVIDENCE_ABSENT,
      .reader = &reader_cmpxchg8b, .program = good_stores_no_flush, .lows = LOWS_EQUAL,
      .whole_program_per_slot = true },

    { POSITIVE("movq-read", BOTH_ENGINES),
      .asks = "the same, read by one load of MMX",
      .evidence = EVIDENCE_ABSENT, .needs = NEEDS_MMX,
      .reader = &reader_movq, .program = good_stores_no_flush, .lows = LOWS_EQUAL,
      .whole_program_per_slot = true },
    { POSITIVE("fild-read", BOTH_ENGINES),
      .asks = "the same, read by one load of the x87",
      .evidence = EVIDENCE_ABSENT, .needs = NEEDS_FPU,
      .reader = &reader_fild, .program = good_stores_no_flush, .lows = LOWS_EQUAL,
      .whole_program_per_slot = true },

    { CONTROL("swap-over-present", BOTH_ENGINES), .controls_for = "rubbish",
      .race_window = RACE_WRITER,
      .asks = "a swap-style entry stored over a present one",
      .reader = &reader_lockless, .program = swap_over_present, .lows = LOWS_EQUAL },
    { POSITIVE("rubbish", BOTH_ENGINES),
      .asks = "swap-style entries between present ones: rubbish read and refused",
      .evidence = EVIDENCE_PENDING | EVIDENCE_WAITED | EVIDENCE_RETRIED |
                  EVIDENCE_ABSENT | EVIDENCE_RUBBISH,
      .reader = &reader_lockless, .program = swap_in_between, .lows = LOWS_EQUAL },

    { PMD_TRIAL("u64-read", SOMETIMES), .controls_for = "lockless",
      .asks = "a plain 64-bit read of a directory's entry (CVE-2012-2373)",
      .race_window = RACE_COMPILED,
      .reader = &reader_pmd_u64, .program = pmd_clear_flush_set },
    { PMD_TRIAL("no-flush", SOMETIMES), .controls_for = "lockless",
      .asks = "a directory's entry changed, cleared and restored without any flush",
      .race_window = RACE_ROUND,
      .reader = &reader_pmd_lockless, .program = pmd_no_flush,
      .whole_program_per_slot = true, .rounds = 1 },
    { PMD_TRIAL("lockless", NEVER),
      .asks = "a directory's entry between page table, none and 2 MiB page",
      .evidence = EVIDENCE_PENDING | EVIDENCE_WAITED | EVIDENCE_RETRIED | EVIDENCE_ABSENT,
      .reader = &reader_pmd_lockless, .program = pmd_clear_flush_set },

    { TABLE_TRIAL("no-sync", SOMETIMES), .controls_for = "table-free",
      .asks = "a page table reused as soon as nothing names it",
      .race_window = RACE_READER, .program = unmap_reuse },
    { TABLE_TRIAL("sync-first", SOMETIMES), .controls_for = "table-free",
      .asks = "every CPU interrupted before the table is unmapped",
      .race_window = RACE_READER, .program = sync_unmap_reuse },
    { TABLE_TRIAL("sync-some", SOMETIMES), .controls_for = "table-free",
      .asks = "only CPUs that do not walk interrupted (CVE-2025-38085)",
      .race_window = RACE_INTERRUPT, .program = unmap_sync_reuse,
      .flush_spares_reader = true },
    { TABLE_TRIAL("sync-nmi", SOMETIMES), .controls_for = "table-free",
      .asks = "every CPU interrupted by NMI: the walker does not hold it off",
      .race_window = RACE_INTERRUPT, .program = unmap_sync_reuse, .flush_by_nmi = true },
    { TABLE_TRIAL("table-free", NEVER),
      .asks = "a page table unmapped, every CPU interrupted, then reused",
      .evidence = EVIDENCE_PENDING | EVIDENCE_WAITED | EVIDENCE_RETRIED | EVIDENCE_ABSENT,
      .program = unmap_sync_reuse },

    { GUP_TRIAL("no-pte-recheck", SOMETIMES), .controls_for = "gup-recheck",
      .asks = "a reference taken without a second look at the PTE",
      .race_window = RACE_READER, .walker = &walker_no_pte_recheck },
    { GUP_TRIAL("no-pmd-recheck", SOMETIMES), .controls_for = "gup-recheck",
      .asks = "a reference taken without a second look at the PMD",
      .race_window = RACE_READER, .walker = &walker_no_pmd_recheck },
    { GUP_TRIAL("gup-recheck", NEVER),
      .asks = "reference, then PTE and PMD again; writers clear, then look at the count",
      .evidence = EVIDENCE_PENDING | EVIDENCE_WAITED | EVIDENCE_ABSENT |
                  EVIDENCE_BACKED_OFF | EVIDENCE_PINNED,
      .walker = &walker_fast },

    { .level = "pmd", .id = "nmi-one-look", .expected = SOMETIMES,
      .controls_for = "nmi-walker", .engines = BY_STRESS, .workload = &workload_nmi,
      .nmi.sizer = &sizer_one_look, .race_window = RACE_READER,
      .asks = "page size in an NMI, the directory's entry taken by one look" },
    { .level = "pmd", .id = "nmi-walker", .expected = NEVER, .engines = BY_STRESS,
      .workload = &workload_nmi, .nmi.sizer = &sizer_lockless,
      .evidence = EVIDENCE_PENDING | EVIDENCE_WAITED | EVIDENCE_RETRIED,
      .asks = "page size in an NMI, while tables, 2 MiB pages and nothing take turns" },

    { .level = "tlb", .id = "no-shootdown", .expected = SOMETIMES,
      .controls_for = "live", .engines = BY_STRESS, .workload = &workload_live,
      .asks = "frame reused after a flush of the writer's own TLB only" },
    { .level = "tlb", .id = "live", .expected = NEVER, .engines = BY_STRESS,
      .workload = &workload_live, .live.shootdown = true,
      .evidence = EVIDENCE_PENDING | EVIDENCE_WAITED | EVIDENCE_ABSENT,
      .asks = "after the acks no CPU reads the old frame through its address" },

    { .level = "mm", .id = "no-mask-barrier", .expected = SOMETIMES,
      .controls_for = "mask-order", .engines = BY_STRESS, .workload = &workload_join,
      .join.unordered = true,
      .asks = "the target set is read before the cleared entry is visible" },
    { .level = "mm", .id = "mask-order", .expected = NEVER, .engines = BY_STRESS,
      .workload = &workload_join, .evidence = EVIDENCE_ABSENT,
      .asks = "a CPU that joins is interrupted, or reads the new entry" },
};
const unsigned catalogue_size = ARRAY_SIZE(catalogue);
/* clang-format on */

/*
 * The functions of the probes, by file. litmus/probe/catalogue.c has the trials;
 * docs/probes.md explains them.
 */
#pragma once

#include "litmus/probe/probe.h"

/* litmus/probe/stale.c */
enum stale_variant {
    STALE_NOTHING_WRONG,
    STALE_NO_IPI,
    STALE_LOCAL_ONLY,
    STALE_ACK_FIRST,   /* the target acknowledges, then invalidates */
    STALE_FLUSH_FIRST, /* flushes before it changes the entry */
    STALE_LAST_PAGE,   /* the flushed range is one page short */
};
void stale_begin(struct probe_run *run);
void stale_ask(struct probe_run *run, unsigned round);
void stale_end(struct probe_run *run);

/* litmus/probe/leaf.c: variant 0 is the positive, 1 the control */
void reached_ask(struct probe_run *run, unsigned round);
void no_flush_needed_ask(struct probe_run *run, unsigned round);
void spurious_ask(struct probe_run *run, unsigned round);
void clean_ask(struct probe_run *run, unsigned round);

/* litmus/probe/remap.c */
enum remap_variant { REMAP_INVLPG, REMAP_NOTHING, REMAP_CR3, REMAP_GLOBAL };
void remap_ask(struct probe_run *run, unsigned round);
void remap_remote_ask(struct probe_run *run, unsigned round);
void global_ask(struct probe_run *run, unsigned round);
void synonym_ask(struct probe_run *run, unsigned round);
void synonym_message_ask(struct probe_run *run, unsigned round);
void walk_twice_ask(struct probe_run *run, unsigned round);
void walk_two_cpus_ask(struct probe_run *run, unsigned round);
void reserved_code_ask(struct probe_run *run, unsigned round);

/* litmus/probe/table.c */
void pde_ask(struct probe_run *run, unsigned round);
void pdpte_ask(struct probe_run *run, unsigned round);
void pdpte_pge_ask(struct probe_run *run, unsigned round);
void pdpte_everywhere_ask(struct probe_run *run, unsigned round);
void pdpte_untouched_ask(struct probe_run *run, unsigned round);
void pdpte_reserved_ask(struct probe_run *run, unsigned round);
void ps_ask(struct probe_run *run, unsigned round);
void space_begin(struct probe_run *run);
void space_end(struct probe_run *run);

/* litmus/probe/tear.c: variant 0 is the kernel's order, 1 low word first */
void tear_begin(struct probe_run *run);
void tear_ask(struct probe_run *run, unsigned round);
void tear_end(struct probe_run *run);
void tear_nx_begin(struct probe_run *run);

/* litmus/probe/dirty.c */
enum dirty_variant {
    DIRTY_XCHG, /* ptep_get_and_clear() */
    DIRTY_CMPXCHG8B,
    DIRTY_LOAD_STORE,    /* control */
    DIRTY_OVERWRITE,     /* control: set_pte over a present entry */
    DIRTY_PROTECT,       /* a locked AND clears RW */
    DIRTY_PROTECT_PLAIN, /* control: load, and, store */
};
void dirty_begin(struct probe_run *run);
void dirty_ask(struct probe_run *run, unsigned round);
void dirty_end(struct probe_run *run);

/*
 * Variants of a trial above the level of one entry: a small detached address space, a 2
 * MiB region of it, its walkers and the steps of its writers. All but the mutants are the
 * kernel's (mm/gup.h, mm/page_ref.h, mm/pgtable.h, mm/table_free.h).
 *
 * A region has one directory entry, two page tables, of which at most one is mapped,
 * three frames, a reference count for each frame (struct page_refs), and a word in each
 * frame that names its owner. Tables and frames have synthetic addresses: no CR3 reaches
 * any of them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "litmus/variants/entries.h"
#include "mm/gup.h"
#include "mm/pgtable_steps.h"

enum { REGION_TABLES = 2 };
/* Two pages of 4 KiB, one of 2 MiB. */
enum region_frame { REGION_SMALL, REGION_OTHER, REGION_HUGE, REGION_FRAMES };

/* The owner of a frame. */
enum { REGION_MAPPED = 1, REGION_TAKEN = 2 };

struct region {
    struct mm_struct mm;
    uintptr_t address; /* the address that is walked */
    pmd_t *pmdp;
    pte_t *table[REGION_TABLES];
    uint64_t frame[REGION_FRAMES];
    uint32_t *owner; /* of each frame: REGION_MAPPED or REGION_TAKEN */
    unsigned slot;   /* for entry_encode() */
    /* The entries of a table that its next user overwrites, the one for `address` among
     * them. */
    unsigned reused_first, reused_end;
};

/* A writer's state from one step to the next. */
struct region_writer {
    struct entry_words old; /* the entry that it removed */
    uint32_t frame;         /* enum region_frame: the frame that it mapped */
    uint32_t generation;    /* of the entries that it maps next */
    uint32_t won;           /* no walker had the frame: the writer owns it */
    uint32_t lost;          /* how often a walker had it */
};

/* One kind of step on a region. */
struct act {
    const char *name;
    void (*run)(const struct region *region, struct region_writer *writer);
};

/* The result of a walk. */
struct region_catch {
    struct gup_walk walk;
    uint32_t end;   /* enum gup_end */
    uint32_t owner; /* with a reference: the frame's owner while it was held */
};

struct walker {
    const char *name;
    bool refers; /* takes references */
    enum gup_end (*plain)(const struct mm_struct *mm, uintptr_t address,
                          struct gup_walk *walk);
    enum gup_end (*paced)(const struct mm_struct *mm, uintptr_t address,
                          struct gup_walk *walk, struct pace *pace);
};

/* Walks, with interrupts off. Leaves `owner` undefined. */
void region_walk(const struct walker *walker, const struct region *region,
                 struct pace *pace, struct region_catch *got);
/* Uses the frame if there is a reference, and gives it back. Interrupts may be on. */
void region_use(const struct walker *walker, const struct region *region,
                struct region_catch *got);
/* Judges the result. `held`: the generations of the table's entry, for a walker without
 * references. */
enum reading region_judge(const struct walker *walker, unsigned slot,
                          const struct region_catch *got, struct held held);

/* The first state: a table is mapped whose entry maps REGION_SMALL or, for a walker
 * without references, is the synthetic entry of a generation. */
void region_plant(const struct region *region, const struct walker *walker,
                  uint32_t generation);
/* Whether each frame has exactly its owner's reference, while no thread runs. */
bool region_counts_right(const struct region *region);

/* Steps of the trials of table freeing: */
extern const struct act act_unmap; /* the directory's entry is cleared */
extern const struct act act_reuse; /* the table that it named gets another user */
extern const struct act act_map;   /* the other table, with new entries, replaces it */
/* Steps of the trials of references: */
extern const struct act act_zap;      /* the table's entry is cleared */
extern const struct act act_withdraw; /* the directory's entry is cleared, the table's
                                       * stays */
extern const struct act act_look;     /* takes the frame if no walker has it */
extern const struct act act_put_pte;  /* maps another frame if it took this one, else this
                                      * one again */
extern const struct act act_put_pmd;  /* the same with a 2 MiB page and a table */

/* The kernel's walkers and mutants (litmus/variants/walkers.c). */
extern const struct walker walker_walk, walker_fast, walker_no_pte_recheck,
    walker_no_pmd_recheck;

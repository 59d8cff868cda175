/*
 * The movable parts of a trial above the level of one entry: a small detached address
 * space, one 2 MiB region of it, who walks it and what a writer does to it. Every part
 * but one is the kernel's (mm/gup.h, mm/page_ref.h, mm/pgtable.h, mm/table_free.h).
 *
 * A region has one directory entry, two page tables, of which at most one is hooked in,
 * three frames to be mapped, a count for each of them (struct page_refs), and a word in
 * each that says who it belongs to. Tables and frames have made-up addresses: no CR3
 * reaches any of this.
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

/* Whose a frame is. */
enum { REGION_MAPPED = 1, REGION_TAKEN = 2 };

struct region {
    struct mm_struct mm;
    uintptr_t address;              /* whose translation is walked to */
    pmd_t *pmdp;
    pte_t *table[REGION_TABLES];
    uint64_t frame[REGION_FRAMES];
    uint32_t *owner;                /* of each frame: REGION_MAPPED or REGION_TAKEN */
    unsigned slot;                  /* for entry_encode() */
    /* Entries of a table, from the first, that its next user overwrites; the one that
     * belongs to `address` is among them. */
    unsigned reused_first, reused_end;
};

/* What a writer keeps in mind from one step to the next. */
struct region_writer {
    struct entry_words old; /* what it took out */
    uint32_t frame;         /* enum region_frame: what that mapped */
    uint32_t generation;    /* of the entries that it hooks in next */
    uint32_t won;           /* nobody else had the frame: it is the writer's now */
    uint32_t lost;          /* how often somebody had */
};

/* One step on a region. */
struct act {
    const char *name;
    void (*run)(const struct region *region, struct region_writer *writer);
};

/* What a walker brought back. */
struct region_catch {
    struct gup_walk walk;
    uint32_t end;   /* enum gup_end */
    uint32_t owner; /* with a reference: of the frame, while it was held */
};

struct walker {
    const char *name;
    bool refers; /* takes references */
    enum gup_end (*plain)(const struct mm_struct *mm, uintptr_t address,
                          struct gup_walk *walk);
    enum gup_end (*paced)(const struct mm_struct *mm, uintptr_t address,
                          struct gup_walk *walk, struct pace *pace);
};

/* Interrupts off. `owner` stays undefined. */
void region_walk(const struct walker *walker, const struct region *region, struct pace *pace,
               struct region_catch *got);
/* Interrupts may be on: uses the frame, where there is a reference, and gives it back. */
void region_use(const struct walker *walker, const struct region *region,
              struct region_catch *got);
/* `held`: generations of the table's entry, for a walker without references. */
enum reading region_judge(const struct walker *walker, unsigned slot,
                        const struct region_catch *got, struct held held);

/* The first state: a table hooked in that maps REGION_SMALL or, for a walker without
 * references, has the coded entry of a generation. */
void region_plant(const struct region *region, const struct walker *walker,
                uint32_t generation);
/* Whether each frame has the one reference of its owner, when nobody works. */
bool region_counts_right(const struct region *region);

/* Steps of the trials of table freeing: */
extern const struct act act_unmap; /* the directory's entry is cleared */
extern const struct act act_reuse;  /* the table that it named has another user now */
extern const struct act act_map;   /* the other one, with new entries, takes its place */
/* Steps of the trials of references: */
extern const struct act act_zap;    /* the table's entry is cleared */
extern const struct act act_withdraw; /* the directory's is, the table's stays */
extern const struct act act_look;   /* nobody else has the frame: take it */
extern const struct act act_put_pte; /* taken: another frame; else: back as it was */
extern const struct act act_put_pmd; /* the same: 2 MiB page for table, or table for it */

/* The kernel's (litmus/variants/walkers.c), and those that lack something. */
extern const struct walker walker_walk, walker_fast, walker_no_pte_recheck,
    walker_no_pmd_recheck;

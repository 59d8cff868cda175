#include "litmus/variants/region.h"

#include "mm/pgtable.h"

#define TABLE_BITS (PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)
/* The next user of a table writes any 8 bytes, with P set by chance. */
#define REUSED_LOW 0x0EADF001u
#define REUSED_HIGH 0x000F00D5u

static pte_t *entry_in(const struct region *region, unsigned table)
{
    return &region->table[table][pte_index(region->address)];
}

static pmd_t pmd_of_table(const struct region *region, unsigned table)
{
    uintptr_t physical = (uintptr_t)region->table[table] - region->mm.page_offset;
    return make_pmd(physical, TABLE_BITS);
}

/* The table that a directory's entry names: 0 or 1. */
static unsigned table_in(const struct region *region, struct entry_words words)
{
    return words.low == pmd_of_table(region, 1).pmd_low;
}

static pte_t pte_of_frame(const struct region *region, unsigned frame)
{
    return make_pte(region->frame[frame], TABLE_BITS);
}

static unsigned frame_in(const struct region *region, struct entry_words words)
{
    return words.low == pte_of_frame(region, REGION_OTHER).pte_low ? REGION_OTHER
                                                                   : REGION_SMALL;
}

/* ---- a table that is freed ---- */

static void unmap(const struct region *region, struct region_writer *writer)
{
    writer->old = pmdp_get_and_clear(region->pmdp).words;
}

static void reuse(const struct region *region, struct region_writer *writer)
{
    pte_t *table = region->table[table_in(region, writer->old)];

    for (unsigned i = region->reused_first; i < region->reused_end; i++) {
        WRITE_ONCE(table[i].pte_low, REUSED_LOW);
        WRITE_ONCE(table[i].pte_high, REUSED_HIGH);
    }
}

static void map(const struct region *region, struct region_writer *writer)
{
    unsigned other = !table_in(region, writer->old);

    /* A new table is empty, and gets its entries before any CPU can reach it. */
    entry_in(region, other)->pte_low = 0;
    set_pte(entry_in(region, other),
            entry_encode(region->slot, writer->generation, LOWS_ALTERNATE));
    set_pmd(region->pmdp, pmd_of_table(region, other));
}

const struct act act_unmap = { "unmap", unmap };
const struct act act_reuse = { "reuse", reuse };
const struct act act_map = { "map", map };

/* ---- a frame that is taken ---- */

static void zap(const struct region *region, struct region_writer *writer)
{
    writer->old = ptep_get_and_clear(entry_in(region, 0)).words;
    writer->frame = frame_in(region, writer->old);
}

static void withdraw(const struct region *region, struct region_writer *writer)
{
    writer->old = pmdp_get_and_clear(region->pmdp).words;
    writer->frame = writer->old.low & PMD_PSE
                        ? REGION_HUGE
                        : frame_in(region, entry_in(region, 0)->words);
}

static void look(const struct region *region, struct region_writer *writer)
{
    writer->won = page_ref_count(region->mm.refs, region->frame[writer->frame]) == 1;
    if (writer->won)
        WRITE_ONCE(region->owner[writer->frame], REGION_TAKEN);
    else
        writer->lost++;
}

static void give_to_mapping(const struct region *region, unsigned frame)
{
    WRITE_ONCE(region->owner[frame], REGION_MAPPED);
}

static void put_pte(const struct region *region, struct region_writer *writer)
{
    unsigned frame = writer->won ? writer->frame ^ REGION_SMALL ^ REGION_OTHER
                                 : writer->frame;

    give_to_mapping(region, frame);
    set_pte(entry_in(region, 0), pte_of_frame(region, frame));
}

static void put_pmd(const struct region *region, struct region_writer *writer)
{
    pmd_t pmd = { .words = writer->old };

    if (writer->won && pmd_leaf(pmd)) {
        give_to_mapping(region, frame_in(region, entry_in(region, 0)->words));
        pmd = pmd_of_table(region, 0);
    } else if (writer->won) {
        give_to_mapping(region, REGION_HUGE);
        pmd = make_pmd(region->frame[REGION_HUGE], TABLE_BITS | PMD_PSE);
    }
    set_pmd(region->pmdp, pmd);
}

const struct act act_zap = { "zap", zap };
const struct act act_withdraw = { "withdraw", withdraw };
const struct act act_look = { "look", look };
const struct act act_put_pte = { "put_pte", put_pte };
const struct act act_put_pmd = { "put_pmd", put_pmd };

/* ---- the walker's side ---- */

void region_walk(const struct walker *walker, const struct region *region,
                 struct pace *pace, struct region_catch *got)
{
    got->end = pace && pace->units
                   ? walker->paced(&region->mm, region->address, &got->walk, pace)
                   : walker->plain(&region->mm, region->address, &got->walk);
}

void region_use(const struct walker *walker, const struct region *region,
                struct region_catch *got)
{
    if (!walker->refers || got->end != GUP_PINNED)
        return;
    uint64_t frame = gup_frame(&got->walk);
    unsigned number = frame == region->frame[REGION_HUGE]    ? REGION_HUGE
                      : frame == region->frame[REGION_OTHER] ? REGION_OTHER
                                                             : REGION_SMALL;
    got->owner = READ_ONCE(region->owner[number]);
    gup_put(&region->mm, &got->walk);
}

enum reading region_judge(const struct walker *walker, unsigned slot,
                          const struct region_catch *got, struct held held)
{
    pte_t leaf = got->walk.leaf;

    if (got->end == GUP_ABSENT)
        return READ_ABSENT;
    if (walker->refers && got->end != GUP_PINNED)
        return READ_BACKED_OFF;
    if (walker->refers)
        return got->owner == REGION_MAPPED ? READ_INTACT : READ_BOTH_WIN;
    if (leaf.pte_low == REUSED_LOW || leaf.pte_high == REUSED_HIGH)
        return READ_FREED;
    return entry_judge(leaf, slot, LOWS_ALTERNATE, held);
}

void region_plant(const struct region *region, const struct walker *walker,
                  uint32_t generation)
{
    for (unsigned i = 0; i < REGION_FRAMES; i++) {
        *page_ref(region->mm.refs, region->frame[i]) = 1;
        region->owner[i] = REGION_MAPPED;
    }
    *entry_in(region, 0) = walker->refers
                               ? pte_of_frame(region, REGION_SMALL)
                               : entry_encode(region->slot, generation, LOWS_ALTERNATE);
    entry_in(region, 1)->pte = 0;
    *region->pmdp = pmd_of_table(region, 0);
}

bool region_counts_right(const struct region *region)
{
    for (unsigned i = 0; i < REGION_FRAMES; i++)
        if (READ_ONCE(*page_ref(region->mm.refs, region->frame[i])) != 1)
            return false;
    return true;
}

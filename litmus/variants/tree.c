#include "litmus/variants/tree.h"

#include "mm/pgtable.h"

#define TABLE_BITS (PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)
/* What the next user of a table leaves in it: any 8 bytes, and P happens to be set. */
#define REUSED_LOW 0x0EADF001u
#define REUSED_HIGH 0x000F00D5u

static pte_t *entry_in(const struct tree *tree, unsigned table)
{
    return &tree->table[table][pte_index(tree->address)];
}

static pmd_t pmd_of_table(const struct tree *tree, unsigned table)
{
    uintptr_t physical = (uintptr_t)tree->table[table] - tree->mm.page_offset;
    return make_pmd(physical, TABLE_BITS);
}

/* Which of the two tables a directory's entry names. */
static unsigned table_in(const struct tree *tree, struct entry_words words)
{
    return words.low == pmd_of_table(tree, 1).pmd_low;
}

static pte_t pte_of_frame(const struct tree *tree, unsigned frame)
{
    return make_pte(tree->frame[frame], TABLE_BITS);
}

static unsigned frame_in(const struct tree *tree, struct entry_words words)
{
    return words.low == pte_of_frame(tree, TREE_OTHER).pte_low ? TREE_OTHER : TREE_SMALL;
}

/* ---- a table that is freed ---- */

static void unhook(const struct tree *tree, struct tree_turn *turn)
{
    turn->old = pmdp_get_and_clear(tree->pmdp).words;
}

static void reuse(const struct tree *tree, struct tree_turn *turn)
{
    pte_t *table = tree->table[table_in(tree, turn->old)];

    for (unsigned i = tree->reused_first; i < tree->reused_end; i++) {
        WRITE_ONCE(table[i].pte_low, REUSED_LOW);
        WRITE_ONCE(table[i].pte_high, REUSED_HIGH);
    }
}

static void hook(const struct tree *tree, struct tree_turn *turn)
{
    unsigned other = !table_in(tree, turn->old);

    /* A new table is empty, and gets its entries before anybody can see it. */
    entry_in(tree, other)->pte_low = 0;
    set_pte(entry_in(tree, other),
            entry_encode(tree->slot, turn->generation, LOWS_ALTERNATE));
    set_pmd(tree->pmdp, pmd_of_table(tree, other));
}

const struct act act_unhook = { "unhook", unhook };
const struct act act_reuse = { "reuse", reuse };
const struct act act_hook = { "hook", hook };

/* ---- a frame that is taken away ---- */

static void zap(const struct tree *tree, struct tree_turn *turn)
{
    turn->old = ptep_get_and_clear(entry_in(tree, 0)).words;
    turn->frame = frame_in(tree, turn->old);
}

static void withdraw(const struct tree *tree, struct tree_turn *turn)
{
    turn->old = pmdp_get_and_clear(tree->pmdp).words;
    turn->frame = turn->old.low & PMD_PSE
                      ? TREE_HUGE
                      : frame_in(tree, entry_in(tree, 0)->words);
}

static void look(const struct tree *tree, struct tree_turn *turn)
{
    turn->won = page_ref_count(tree->mm.refs, tree->frame[turn->frame]) == 1;
    if (turn->won)
        WRITE_ONCE(tree->owner[turn->frame], TREE_TAKEN);
    else
        turn->lost++;
}

static void give_to_mapping(const struct tree *tree, unsigned frame)
{
    WRITE_ONCE(tree->owner[frame], TREE_MAPPED);
}

static void put_pte(const struct tree *tree, struct tree_turn *turn)
{
    unsigned frame = turn->won ? turn->frame ^ TREE_SMALL ^ TREE_OTHER : turn->frame;

    give_to_mapping(tree, frame);
    set_pte(entry_in(tree, 0), pte_of_frame(tree, frame));
}

static void put_pmd(const struct tree *tree, struct tree_turn *turn)
{
    pmd_t pmd = { .words = turn->old };

    if (turn->won && pmd_leaf(pmd)) {
        give_to_mapping(tree, frame_in(tree, entry_in(tree, 0)->words));
        pmd = pmd_of_table(tree, 0);
    } else if (turn->won) {
        give_to_mapping(tree, TREE_HUGE);
        pmd = make_pmd(tree->frame[TREE_HUGE], TABLE_BITS | PMD_PSE);
    }
    set_pmd(tree->pmdp, pmd);
}

const struct act act_zap = { "zap", zap };
const struct act act_withdraw = { "withdraw", withdraw };
const struct act act_look = { "look", look };
const struct act act_put_pte = { "put_pte", put_pte };
const struct act act_put_pmd = { "put_pmd", put_pmd };

/* ---- the walker's side ---- */

void tree_walk(const struct walker *walker, const struct tree *tree, struct pace *pace,
               struct tree_catch *got)
{
    got->end = pace && pace->pauses
                   ? walker->paced(&tree->mm, tree->address, &got->walk, pace)
                   : walker->plain(&tree->mm, tree->address, &got->walk);
}

void tree_use(const struct walker *walker, const struct tree *tree,
              struct tree_catch *got)
{
    if (!walker->refers || got->end != GUP_PINNED)
        return;
    uint64_t frame = gup_frame(&got->walk);
    unsigned number = frame == tree->frame[TREE_HUGE]    ? TREE_HUGE
                      : frame == tree->frame[TREE_OTHER] ? TREE_OTHER
                                                         : TREE_SMALL;
    got->owner = READ_ONCE(tree->owner[number]);
    gup_put(&tree->mm, &got->walk);
}

enum reading tree_judge(const struct walker *walker, unsigned slot,
                        const struct tree_catch *got, struct held held)
{
    pte_t leaf = got->walk.leaf;

    if (got->end == GUP_ABSENT)
        return READ_ABSENT;
    if (walker->refers && got->end != GUP_PINNED)
        return READ_BACKED_OFF;
    if (walker->refers)
        return got->owner == TREE_MAPPED ? READ_INTACT : READ_BOTH_WIN;
    if (leaf.pte_low == REUSED_LOW || leaf.pte_high == REUSED_HIGH)
        return READ_FREED;
    return entry_judge(leaf, slot, LOWS_ALTERNATE, held);
}

void tree_plant(const struct tree *tree, const struct walker *walker,
                uint32_t generation)
{
    for (unsigned i = 0; i < TREE_FRAMES; i++) {
        *page_ref(tree->mm.refs, tree->frame[i]) = 1;
        tree->owner[i] = TREE_MAPPED;
    }
    *entry_in(tree, 0) = walker->refers
                             ? pte_of_frame(tree, TREE_SMALL)
                             : entry_encode(tree->slot, generation, LOWS_ALTERNATE);
    entry_in(tree, 1)->pte = 0;
    *tree->pmdp = pmd_of_table(tree, 0);
}

bool tree_counts_right(const struct tree *tree)
{
    for (unsigned i = 0; i < TREE_FRAMES; i++)
        if (READ_ONCE(*page_ref(tree->mm.refs, tree->frame[i])) != 1)
            return false;
    return true;
}

#include "litmus/interleave/fixture.h"

#include "lib/compiler.h"
#include "litmus/interleave/watched.h"
#include "litmus/trials/trial.h"
#include "litmus/variants/region.h"

/* The watched pages: a directory, two tables, counts and owners. */
enum {
    PAGES = 4,
    SLOT = INTERLEAVE_SLOT,
    PMD = SLOT * sizeof(pmd_t),
    PTE = PAGE_SIZE + SLOT * sizeof(pte_t),
    PTE_2 = PTE + PAGE_SIZE,
    COUNTS = 3 * PAGE_SIZE,
    OWNERS = COUNTS + PAGE_SIZE - 64,
};

/* Made-up physical addresses. The tables follow the directory. The 2 MiB page must be
 * aligned, and the small frames must not be part of it. */
#define DIRECTORY 0x00100000u
#define HUGE_FRAME 0x40000000u
#define SMALL_FRAME (HUGE_FRAME + PMD_SIZE)

/* clang-format off */
#define COUNT_OF(frame) (COUNTS + ((frame) - HUGE_FRAME) / PAGE_SIZE * 4)
#define WORD(place, text) { place, place, true, text }
#define ENTRY(place, text)                                                               \
    { place, place, false, text " low" }, { (place) + 4, place, false, text " high" }
/* clang-format on */

static const struct fixture_word words[] = {
    ENTRY(PMD, "PMD"),
    ENTRY(PTE, "PTE"),
    ENTRY(PTE_2, "2nd PTE"),
    WORD(COUNT_OF(SMALL_FRAME), "count 0"),
    WORD(COUNT_OF(SMALL_FRAME + PAGE_SIZE), "count 1"),
    WORD(COUNT_OF(HUGE_FRAME), "count 2M"),
    WORD(OWNERS + 4 * REGION_SMALL, "owner 0"),
    WORD(OWNERS + 4 * REGION_OTHER, "owner 1"),
    WORD(OWNERS + 4 * REGION_HUGE, "owner 2M"),
};

static pgd_t pgd[PTRS_PER_PGD] __attribute__((aligned(32)));
static struct page_refs refs, refs_seen;
static struct region region; /* as the contexts see it */

/* Describes the region in the mapping at `start`: the contexts' or the engine's. */
static void lay_out(uintptr_t start, struct region *there, struct page_refs *its_refs)
{
    *its_refs = (struct page_refs){
        .count = (uint32_t *)(start + COUNTS),
        .first = HUGE_FRAME >> PAGE_SHIFT,
        .frames = PTRS_PER_PTE + 2,
    };
    *there = (struct region){
        .mm = { .pgd = pgd, .page_offset = start - DIRECTORY, .refs = its_refs },
        .address = (uintptr_t)SLOT << PMD_SHIFT | SLOT << PAGE_SHIFT,
        .pmdp = (pmd_t *)(start + PMD),
        .table = { (pte_t *)(start + PAGE_SIZE), (pte_t *)(start + 2 * PAGE_SIZE) },
        .frame = { SMALL_FRAME, SMALL_FRAME + PAGE_SIZE, HUGE_FRAME },
        .owner = (uint32_t *)(start + OWNERS),
        .slot = SLOT,
        .reused_first = SLOT,
        .reused_end = SLOT + 1,
    };
}

static void set_up(const struct variant *variant)
{
    struct region seen;

    pgd[0].pgd = DIRECTORY | PTE_P;
    lay_out(watched_start(), &region, &refs);
    lay_out(watched_seen(), &seen, &refs_seen);
    region_plant(&seen, variant->trial->walker, FIRST_GENERATION);
}

static void read(const struct trial *trial)
{
    region_walk(trial->walker, &region, NULL, &live.caught);
    if (live.caught.end != GUP_ABSENT)
        live.got = live.caught.walk.leaf;
}

static void use(const struct trial *trial)
{
    region_use(trial->walker, &region, &live.caught);
}

static void step(const struct operation *operation)
{
    if (operation->begins)
        live.writer_state.generation = operation->begins;
    operation->act->run(&region, &live.writer_state);
}

static bool counts_right(const struct snapshot *end)
{
    for (unsigned i = 0; i < ARRAY_SIZE(words); i++)
        if (words[i].offset >= COUNTS && words[i].offset < OWNERS && end->word[i] != 1)
            return false;
    return true;
}

static enum reading judge(const struct variant *variant, const struct snapshot *end)
{
    struct held held = { end->live.held_first, end->live.started };

    if (!counts_right(end))
        return READ_LOST_COUNT;
    return region_judge(variant->trial->walker, SLOT, &end->live.caught, held);
}

const struct fixture fixture_region = {
    .steps = STEPS_ON_REGION,
    .pages = PAGES,
    .word = words,
    .words = ARRAY_SIZE(words),
    .sampled = true,
    .set_up = set_up,
    .read = read,
    .use = use,
    .step = step,
    .judge = judge,
};

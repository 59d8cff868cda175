#include "litmus/interleave/fixture.h"

#include "lib/compiler.h"
#include "litmus/interleave/watched.h"
#include "litmus/trials/trial.h"

enum {
    PAGES = 2,
    ENTRY = INTERLEAVE_SLOT * sizeof(pte_t),
    COUNT = PAGE_SIZE + ENTRY,
};

static const struct fixture_word words[] = {
    { ENTRY, ENTRY, false, "low" },
    { ENTRY + 4, ENTRY, false, "high" },
    { COUNT, ENTRY, false, "count" },
};

/* Computed before the first step: each additional instruction in the functions below adds
 * schedules to explore. */
static pte_t *entry;

static void set_up(const struct variant *variant)
{
    pte_t first = { .pte = 0 };

    entry = (pte_t *)watched_start() + INTERLEAVE_SLOT;
    if (!variant->trial->starts_absent)
        first = entry_encode(INTERLEAVE_SLOT, FIRST_GENERATION, variant->lows);
    *watched_word(ENTRY) = first.pte_low;
    *watched_word(ENTRY + 4) = first.pte_high;
    *watched_word(COUNT) = 0;
}

static void read(const struct trial *trial)
{
    pte_t pte = trial->reader->plain(entry);
    WRITE_ONCE(live.got.pte_low, pte.pte_low);
    WRITE_ONCE(live.got.pte_high, pte.pte_high);
}

static void step(const struct operation *operation)
{
    operation->plain(entry, operation->pte);
}

static bool none(void)
{
    return !READ_ONCE(entry->pte_low);
}

static enum reading judge(const struct variant *variant, const struct snapshot *end)
{
    struct held held = { end->live.held_first, end->live.started };
    return entry_judge(end->live.got, INTERLEAVE_SLOT, variant->lows, held);
}

const struct fixture fixture_entry = {
    .steps = STEPS_ON_ENTRY,
    .pages = PAGES,
    .word = words,
    .words = ARRAY_SIZE(words),
    .lows_vary = true,
    .set_up = set_up,
    .read = read,
    .step = step,
    .none = none,
    .judge = judge,
};

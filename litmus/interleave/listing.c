#include "litmus/interleave/listing.h"

#include "lib/string.h"
#include "litmus/interleave/table.h"
#include "mm/pgtable.h"

/* How far behind its start an instruction can be and still be of that function. */
enum { FUNCTION_BYTES = 512 };

struct nearest {
    uintptr_t eip, start;
    const char *name;
};

static void consider(struct nearest *nearest, uintptr_t start, const char *name)
{
    if (start > nearest->eip || nearest->eip - start >= FUNCTION_BYTES ||
        (nearest->name && start <= nearest->start))
        return;
    nearest->start = start;
    nearest->name = name;
}

static void consider_stores(struct nearest *nearest, const struct step *program)
{
    for (; program && program->kind != STEP_END; program++)
        if (program->kind == STEP_STORE)
            consider(nearest, (uintptr_t)program->store->plain, program->store->name);
}

/* The function of an instruction: one of mm/, or of the trial's legs. */
static void name_function(const struct trial *trial, uintptr_t eip,
                          struct listing_line *row)
{
    struct nearest nearest = { eip, 0, NULL };

    consider(&nearest, (uintptr_t)act_reader, "act_reader");
    consider(&nearest, (uintptr_t)act_writer, "act_writer");
    consider(&nearest, (uintptr_t)trial->reader->plain, trial->reader->name);
    consider_stores(&nearest, trial->program);
    consider_stores(&nearest, trial->third);
    consider(&nearest, (uintptr_t)set_pte, "set_pte");
    consider(&nearest, (uintptr_t)set_pte_atomic, "set_pte_atomic");
    consider(&nearest, (uintptr_t)pte_clear, "pte_clear");
    consider(&nearest, (uintptr_t)ptep_get_and_clear, "ptep_get_and_clear");
    consider(&nearest, (uintptr_t)ptep_get_lockless, "ptep_get_lockless");
    consider(&nearest, (uintptr_t)set_pmd, "set_pmd");
    consider(&nearest, (uintptr_t)pmd_clear, "pmd_clear");
    consider(&nearest, (uintptr_t)pmdp_get_lockless, "pmdp_get_lockless");
    row->function = nearest.name;
    row->offset = (uint32_t)(eip - nearest.start);
}

static uint8_t touch_offset(const struct touch *touch)
{
    uint32_t entry = INTERLEAVE_SLOT * sizeof(pte_t);
    return touch->offset >= PAGE_SIZE ? LISTING_COUNT : (uint8_t)(touch->offset - entry);
}

static void write_down(const struct trial *trial, enum actor actor,
                       const struct play_record *record, struct listing_line *row)
{
    *row = (struct listing_line){
        .actor = actor,
        .touches = record->touches,
        .write = record->touch.write,
        .irqs_off = live.reader_irqs_off,
        .asks = record->asks,
        .entry = *interleave_entry_seen(),
    };
    if (row->touches)
        row->touch_offset = touch_offset(&record->touch);
    if (!record->eip)
        return;
    name_function(trial, record->eip, row);
    row->length = record->length < sizeof(row->bytes) ? (uint8_t)record->length
                                                      : sizeof(row->bytes);
    memcpy(row->bytes, (const void *)record->eip, row->length);
}

static bool play_one(const struct trial *trial, enum actor actor, struct listing *listing)
{
    struct play_record record = { 0 };

    if (!(play_enabled() >> actor & 1))
        return false;
    play_move(actor, &record);
    write_down(trial, actor, &record, &listing->line[listing->schedule.count]);
    listing->schedule.actor[listing->schedule.count++] = actor;
    return true;
}

bool listing_play(const struct variant *variant, const struct schedule *schedule,
                  struct listing *listing)
{
    const struct trial *trial = variant->trial;

    memset(listing, 0, sizeof(*listing));
    play_start();
    for (unsigned i = 0; i < schedule->count; i++)
        if (!play_one(trial, schedule->actor[i], listing))
            return false;
    while (play_enabled() && listing->schedule.count < SCHEDULE_MOVES_MAX)
        play_one(trial, (enum actor)__builtin_ctz(play_enabled()), listing);
    listing->over = live.stands[ACTOR_READER] == STANDS_DONE;
    listing->got = live.got;
    listing->reading = entry_judge(live.got, INTERLEAVE_SLOT, variant->lows,
                                   (struct held){ live.held_first, live.started });
    return true;
}

#include "litmus/interleave/listing.h"

#include "lib/string.h"
#include "litmus/interleave/watched.h"
#include "mm/gup.h"
#include "mm/pgtable.h"

/* How far behind its start an instruction can be and still be of that function. */
enum { FUNCTION_BYTES = 1024 };

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

static void consider_steps(struct nearest *nearest, const struct step *program)
{
    for (; program && program->kind != STEP_END; program++)
        if (program->kind == STEP_STORE)
            consider(nearest, (uintptr_t)program->store->plain, program->store->name);
        else if (program->kind == STEP_ACT)
            consider(nearest, (uintptr_t)program->act->run, program->act->name);
}

/* The function of an instruction: one of mm/, or of the trial's legs. */
static void name_function(const struct trial *trial, uintptr_t eip,
                          struct listing_line *row)
{
    struct nearest nearest = { eip, 0, NULL };

    consider(&nearest, (uintptr_t)act_reader, "act_reader");
    consider(&nearest, (uintptr_t)act_writer, "act_writer");
    if (trial->reader)
        consider(&nearest, (uintptr_t)trial->reader->plain, trial->reader->name);
    if (trial->walker)
        consider(&nearest, (uintptr_t)trial->walker->plain, trial->walker->name);
    consider_steps(&nearest, trial->program);
    consider_steps(&nearest, trial->third);
    consider(&nearest, (uintptr_t)set_pte, "set_pte");
    consider(&nearest, (uintptr_t)set_pte_atomic, "set_pte_atomic");
    consider(&nearest, (uintptr_t)pte_clear, "pte_clear");
    consider(&nearest, (uintptr_t)ptep_get_and_clear, "ptep_get_and_clear");
    consider(&nearest, (uintptr_t)ptep_get_lockless, "ptep_get_lockless");
    consider(&nearest, (uintptr_t)set_pmd, "set_pmd");
    consider(&nearest, (uintptr_t)pmd_clear, "pmd_clear");
    consider(&nearest, (uintptr_t)pmdp_get_lockless, "pmdp_get_lockless");
    consider(&nearest, (uintptr_t)pmdp_get_and_clear, "pmdp_get_and_clear");
    consider(&nearest, (uintptr_t)gup_walk, "gup_walk");
    consider(&nearest, (uintptr_t)tree_use, "tree_use");
    row->function = nearest.name;
    row->offset = (uint32_t)(eip - nearest.start);
}

/* The word of the board that an access begins at, or the first. */
static const struct board_word *word_at(const struct board *board, uint32_t offset)
{
    for (unsigned i = 0; i < board->words; i++)
        if (board->word[i].offset == offset)
            return &board->word[i];
    return board->word;
}

static pte_t look_at(const struct board_word *word)
{
    const uint32_t *shown = watched_word(word->shown);
    return word->alone ? (pte_t){ { shown[0], 0 } } : (pte_t){ { shown[0], shown[1] } };
}

static void write_down(const struct trial *trial, enum actor actor,
                       const struct play_record *record, struct listing_line *row)
{
    const struct board_word *word =
        word_at(trial->board, record->touches ? record->touch.offset : 0);

    *row = (struct listing_line){
        .actor = actor,
        .touches = record->touches,
        .write = record->touch.write,
        .irqs_off = live.reader_irqs_off,
        .asks = record->asks,
        .part = word->name,
        .entry = look_at(word),
    };
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

static enum reading judge_end(void)
{
    struct position end = { .live = live };

    play_save_words(end.word);
    return play_judge(&end);
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
    listing->reading = judge_end();
    return true;
}

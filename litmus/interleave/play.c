#include "litmus/interleave/play.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/interleave/stepping.h"
#include "litmus/interleave/watched.h"
#include "litmus/judge/judge.h"
#include "litmus/variants/wide.h"

/* Instructions between two moves; beyond it an actor has lost its way. */
enum { QUIET_MAX = 10000 };

static struct context contexts[CONTEXTS];
static struct role roles[CONTEXTS];
static struct operation scripts[CONTEXTS][OPERATIONS_MAX];
static struct touch touches[CONTEXTS]; /* what each stands in front of */

static struct variant chosen;
static enum play_moves moves;

void play_init(void)
{
    static bool done;

    if (done)
        return;
    done = true;
    contexts_init();
    for (unsigned i = 0; i < CONTEXTS; i++)
        context_create(&contexts[i]);
    watched_init();
}

const char *play_cannot_step(void)
{
    static char why[REASON_SIZE];
    static bool tried, can;

    play_init();
    if (!tried)
        can = stepping_try(&contexts[ACTOR_READER], why, sizeof(why));
    tried = true;
    return can ? NULL : why;
}

/* ---- what is played ---- */

static void write_script(enum actor actor, const struct step *program)
{
    static const struct step nothing = { STEP_END, { NULL }, VALUE_NONE };
    unsigned rounds = chosen.trial->rounds ? chosen.trial->rounds : INTERLEAVE_ROUNDS;

    script_write(scripts[actor], program ? program : &nothing, rounds,
                 (struct script_entry){ INTERLEAVE_SLOT, chosen.lows });
    roles[actor] = (struct role){
        .trial = chosen.trial,
        .actor = actor,
        .script = scripts[actor],
    };
}

const struct trial *play_trial(void)
{
    return chosen.trial;
}

static void map_board(bool present)
{
    watched_map(chosen.trial->board->pages, present);
}

void play_choose(const struct variant *variant, enum play_moves kind)
{
    chosen = *variant;
    moves = kind;
    roles[ACTOR_READER] = (struct role){ .trial = chosen.trial };
    write_script(ACTOR_WRITER, chosen.trial->program);
    write_script(ACTOR_THIRD, chosen.trial->third);
    map_board(moves == PLAY_INSTRUCTIONS);
}

void play_end(void)
{
    watched_map(WATCHED_PAGES, false);
}

enum reading play_judge(const struct position *end)
{
    return chosen.trial->board->judge(&chosen, end);
}

void play_save_words(uint32_t word[BOARD_WORDS_MAX])
{
    const struct board *board = chosen.trial->board;
    for (unsigned i = 0; i < board->words; i++)
        word[i] = *watched_word(board->word[i].offset);
}

void play_load_words(const uint32_t word[BOARD_WORDS_MAX])
{
    const struct board *board = chosen.trial->board;
    for (unsigned i = 0; i < board->words; i++)
        *watched_word(board->word[i].offset) = word[i];
}

bool play_straight(void)
{
    for (unsigned i = ACTOR_WRITER; i <= ACTOR_THIRD; i++)
        if (script_has(scripts[i], STEP_FLUSH) || script_has(scripts[i], STEP_SYNC) ||
            script_has(scripts[i], STEP_FLUSH_WAIT) || script_has(scripts[i], STEP_LOCK))
            return false;
    return true;
}

bool play_uses_wide(enum actor actor)
{
    return actor == ACTOR_READER && chosen.trial->needs & (NEEDS_FPU | NEEDS_MMX);
}

struct context *play_context(enum actor actor)
{
    return &contexts[actor];
}

/* ---- instructions ---- */

/* One instruction; false if it would have touched the table, which is not mapped. */
static bool step(enum actor actor)
{
    if (!context_step(&contexts[actor], &touches[actor]))
        return false;
    if (actor == ACTOR_READER)
        live.reader_irqs_off = !(contexts[actor].frame->eflags & EFLAGS_IF);
    return true;
}

/* CLI, STI or POPF are next: the others may see the difference. */
static bool before_irq_change(enum actor actor)
{
    uint8_t opcode = *(const uint8_t *)contexts[actor].frame->eip;
    return opcode == 0xFA || opcode == 0xFB || opcode == 0x9D;
}

/* These two end the actor's wait, where what it waits for has come. */
static bool pass_ack(enum actor actor)
{
    if (live.stands[actor] != STANDS_FOR_ACK || live.request != REQUEST_ACKED)
        return false;
    live.request = REQUEST_NONE;
    live.stands[actor] = STANDS_BETWEEN;
    return true;
}

static bool take_lock(enum actor actor)
{
    if (live.stands[actor] != STANDS_FOR_LOCK || live.locked)
        return false;
    live.locked = true;
    live.stands[actor] = STANDS_BETWEEN;
    return true;
}

/* Whether the actor goes no further by itself. */
static bool at_move(enum actor actor)
{
    switch (live.stands[actor]) {
    case STANDS_INSIDE:
        return moves == PLAY_INSTRUCTIONS || before_irq_change(actor);
    case STANDS_BETWEEN:
        return before_irq_change(actor);
    }
    return true;
}

/* Goes on to the next instruction that can be a move. An ack that has come is no news to
 * anybody but the one who waits for it: where moves are accesses, going on from it is
 * part of whatever move this is. */
static void advance(enum actor actor)
{
    for (unsigned quiet = 0; quiet < QUIET_MAX; quiet++) {
        if (moves == PLAY_ACCESSES)
            pass_ack(actor);
        if (at_move(actor) || !step(actor))
            return;
    }
    panic("interleave: the %s makes %u instructions without touching the entry, at 0x%x",
          actor_name(actor), (unsigned)QUIET_MAX, contexts[actor].frame->eip);
}

/* A reader that starts over touches the entry by an instruction from before the last
 * one. */
static void observe_reader(void)
{
    uint32_t eip = contexts[ACTOR_READER].frame->eip;

    if (before_irq_change(ACTOR_READER))
        return;
    if (eip <= live.read_at)
        live.retries++;
    live.read_at = eip;
}

/* ---- moves ---- */

static void note_access(enum actor actor, struct play_record *record)
{
    record->eip = contexts[actor].frame->eip;
    record->touches = !before_irq_change(actor);
    record->touch = touches[actor];
}

static void move_instruction(enum actor actor, struct play_record *record)
{
    if (record)
        note_access(actor, record);
    if (moves == PLAY_ACCESSES && actor == ACTOR_READER)
        observe_reader();
    if (moves == PLAY_ACCESSES)
        map_board(true);
    if (!step(actor))
        panic("interleave: a fault in a table that is mapped, at 0x%x",
              contexts[actor].frame->eip);
    if (moves == PLAY_ACCESSES)
        map_board(false);
    if (record)
        record->length = contexts[actor].frame->eip - record->eip;
}

static void move_context(enum actor actor, struct play_record *record)
{
    if (!take_lock(actor) && !pass_ack(actor))
        move_instruction(actor, record);
    advance(actor);
}

static void move_shootdown(void)
{
    live.request = REQUEST_ACKED;
    if (moves == PLAY_ACCESSES && live.stands[ACTOR_WRITER] == STANDS_FOR_ACK)
        advance(ACTOR_WRITER);
}

static void observe_flush(void)
{
    if (live.request != REQUEST_ASKED || !live.reader_irqs_off)
        return;
    live.seen |= SEEN_PENDING;
    if (live.stands[ACTOR_WRITER] == STANDS_FOR_ACK)
        live.seen |= SEEN_WAITED;
}

void play_move(enum actor actor, struct play_record *record)
{
    uint8_t asked = live.request;

    this_cpu()->beats++; /* an enumeration looks at no deadline */
    if (actor == ACTOR_READER && !live.reader_begun) {
        live.reader_begun = true;
        live.held_first = live.retired + 1;
    }
    if (actor == ACTOR_SHOOTDOWN)
        move_shootdown();
    else
        move_context(actor, record);
    if (moves == PLAY_ACCESSES)
        observe_flush();
    if (record)
        record->asks = asked != REQUEST_ASKED && live.request == REQUEST_ASKED;
}

void play_start(void)
{
    memset(&live, 0, sizeof(live));
    live.started = FIRST_GENERATION;
    if (!chosen.trial->third)
        live.stands[ACTOR_THIRD] = STANDS_DONE;
    chosen.trial->board->set_up(&chosen);
    if (play_uses_wide(ACTOR_READER))
        legs_wide_init();
    for (unsigned i = 0; i < CONTEXTS; i++)
        context_start(&contexts[i], i == ACTOR_READER ? act_reader : act_writer,
                      &roles[i]);
    for (unsigned i = 0; i < CONTEXTS; i++)
        advance(i);
}

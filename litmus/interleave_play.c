#include "litmus/interleave_play.h"

#include "arch/instructions.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/legs_wide.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

enum {
    /* The table, and the counts behind it (clear_count()). */
    TABLE_PAGES = 2,
    /* Bytes in which a reader's loop must lie for its jumps back to be seen. */
    READER_BYTES = 512,
    /* Instructions between two accesses; beyond it an actor has lost its way. */
    QUIET_MAX = 10000,
    /* What a context's stack may hold in use. */
    STACK_MAX = 1024,
};

static struct context contexts[CONTEXTS];
static struct role roles[CONTEXTS];
static struct operation scripts[CONTEXTS][OPERATIONS_MAX];
static struct touch touches[CONTEXTS]; /* what each stands in front of */

/* The table twice: where the contexts have it, which is unmapped most of the time, and
 * where the engine looks. No CR3 reaches it as a table. */
static pte_t *contexts_table;
static pte_t *engine_table[TABLE_PAGES];

static const struct trial *trial;
static enum play_moves moves;
static struct pool *parts;
static uint32_t steps;

/* ---- the entry ---- */

static void map_table(bool present)
{
    for (unsigned i = 0; i < TABLE_PAGES; i++) {
        uintptr_t address = (uintptr_t)contexts_table + i * PAGE_SIZE;
        pte_t pte = make_pte((uintptr_t)engine_table[i], kernel_data_bits());
        if (present)
            set_pte(kernel_pte(address), pte);
        else
            pte_clear(kernel_pte(address));
    }
    flush_tlb_local((struct tlb_range){ (uintptr_t)contexts_table,
                                        (uintptr_t)contexts_table +
                                            TABLE_PAGES * PAGE_SIZE });
}

static pte_t *entry_seen(void)
{
    return &engine_table[0][PLAY_SLOT];
}

static uint32_t *count_seen(void)
{
    return &engine_table[1][PLAY_SLOT].pte_low;
}

pte_t play_entry(void)
{
    return *entry_seen();
}

void play_init(void)
{
    if (contexts_table)
        return;
    contexts_init();
    for (unsigned i = 0; i < CONTEXTS; i++)
        context_create(&contexts[i]);
    for (unsigned i = 0; i < TABLE_PAGES; i++)
        engine_table[i] = frame_alloc_zeroed("the entry of the interleave engine");
    contexts_table = (pte_t *)vmap_reserve(TABLE_PAGES);
    contexts_watch((uintptr_t)contexts_table, TABLE_PAGES * PAGE_SIZE);
}

/* ---- what a trial is ---- */

static void write_script(enum actor actor, const struct step *program)
{
    static const struct step nothing = { STEP_END, NULL, VALUE_NONE };
    unsigned rounds = trial->rounds ? trial->rounds : INTERLEAVE_ROUNDS;

    script_write(scripts[actor], program ? program : &nothing, rounds,
                 (struct script_entry){ PLAY_SLOT, trial->lows });
    roles[actor] = (struct role){
        .entry = &contexts_table[PLAY_SLOT],
        .actor = actor,
        .script = scripts[actor],
    };
}

void play_choose(const struct trial *chosen, enum play_moves kind, struct pool *pool)
{
    trial = chosen;
    moves = kind;
    parts = pool;
    steps = 0;
    roles[ACTOR_READER] = (struct role){
        .entry = &contexts_table[PLAY_SLOT],
        .reader = trial->reader,
        .irqs_on = trial->irqs_on,
    };
    write_script(ACTOR_WRITER, trial->program);
    write_script(ACTOR_THIRD, trial->third);
    map_table(moves == PLAY_INSTRUCTIONS);
}

bool play_straight(void)
{
    for (unsigned i = ACTOR_WRITER; i <= ACTOR_THIRD; i++)
        if (script_has(scripts[i], STEP_FLUSH) ||
            script_has(scripts[i], STEP_FLUSH_WAIT) || script_has(scripts[i], STEP_LOCK))
            return false;
    return true;
}

uint32_t play_steps(void)
{
    return steps;
}

/* ---- instructions ---- */

static bool needs_fpu(void)
{
    return trial->needs & (NEEDS_FPU | NEEDS_MMX);
}

static bool in_reader(uint32_t eip)
{
    return eip - (uintptr_t)trial->reader->plain < READER_BYTES;
}

/* The reader starts over by a jump back within its function. */
static void observe_reader(uint32_t before)
{
    const struct trap_frame *frame = contexts[ACTOR_READER].frame;

    live.reader_irqs_off = !(frame->eflags & EFLAGS_IF);
    if (moves == PLAY_ACCESSES && frame->eip < before && in_reader(before) &&
        in_reader(frame->eip))
        live.retries++;
}

/* One instruction; false if it would have touched the table, which is not mapped. */
static bool step(enum actor actor)
{
    uint32_t before = contexts[actor].frame->eip;

    if (!context_step(&contexts[actor], &touches[actor]))
        return false;
    steps++;
    if (actor == ACTOR_READER)
        observe_reader(before);
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
 * anybody but the one who waits for it: where moves are accesses, going on from it is part
 * of whatever move this is. */
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

/* ---- moves ---- */

/* Whose stack a move changes. */
static enum actor mover(enum actor actor)
{
    return actor == ACTOR_SHOOTDOWN ? ACTOR_WRITER : actor;
}

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
    if (moves == PLAY_ACCESSES)
        map_table(true);
    if (!step(actor))
        panic("interleave: a fault in a table that is mapped, at 0x%x",
              contexts[actor].frame->eip);
    if (moves == PLAY_ACCESSES)
        map_table(false);
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

static bool context_enabled(enum actor actor)
{
    switch (live.stands[actor]) {
    case STANDS_FOR_ACK:
        return live.request == REQUEST_ACKED;
    case STANDS_FOR_LOCK:
        return !live.locked;
    case STANDS_DONE:
        return false;
    }
    return true;
}

/* The premise: the interrupt of a shootdown comes through while the reader's interrupts
 * are on, and not else. */
static bool shootdown_enabled(void)
{
    return live.request == REQUEST_ASKED &&
           (trial->flush_by_nmi || !live.reader_irqs_off);
}

uint32_t play_enabled(void)
{
    uint32_t enabled = 0;

    if (live.stands[ACTOR_READER] == STANDS_DONE || live.retries > RETRIES_MAX)
        return 0;
    for (unsigned actor = 0; actor < CONTEXTS; actor++)
        enabled |= (uint32_t)context_enabled(actor) << actor;
    return enabled | (uint32_t)shootdown_enabled() << ACTOR_SHOOTDOWN;
}

const char *play_obstacle(enum actor actor)
{
    if (actor == ACTOR_SHOOTDOWN)
        return live.request != REQUEST_ASKED ? "no shootdown is asked for"
                                             : "the reader's interrupts are off";
    if (actor == ACTOR_THIRD && !trial->third)
        return "this trial has no third CPU";
    switch (live.stands[actor]) {
    case STANDS_FOR_ACK:
        return "it waits for the ack";
    case STANDS_FOR_LOCK:
        return "it waits for the lock";
    case STANDS_DONE:
        return "it has ended";
    }
    return "the schedule is over";
}

void play_start(void)
{
    memset(&live, 0, sizeof(live));
    live.started = FIRST_GENERATION;
    if (!trial->third)
        live.stands[ACTOR_THIRD] = STANDS_DONE;
    *entry_seen() = trial->starts_absent
                        ? (pte_t){ .pte = 0 }
                        : entry_encode(PLAY_SLOT, FIRST_GENERATION, trial->lows);
    *count_seen() = 0;
    if (needs_fpu())
        legs_wide_init();
    for (unsigned i = 0; i < CONTEXTS; i++)
        context_start(&contexts[i], i == ACTOR_READER ? act_reader : act_writer,
                      &roles[i]);
    for (unsigned i = 0; i < CONTEXTS; i++)
        advance(i);
}

/* ---- states ---- */

/* What belongs to one context: its stack and, for a reader that uses it, the unit that is
 * not in its frame. */
struct part {
    struct legs_wide_state wide; /* counts only where uses_wide() */
    uint32_t stack[STACK_MAX / 4];
};

static bool uses_wide(enum actor actor)
{
    return actor == ACTOR_READER && needs_fpu();
}

static bool save_part(enum actor actor, struct play_state *state)
{
    static struct part part;
    const struct context *context = &contexts[actor];
    size_t length = context_bytes(context);

    ASSERT(length <= STACK_MAX);
    if (uses_wide(actor)) {
        legs_wide_save(&part.wide);
        memcpy(part.stack, context->frame, length);
        state->part[actor] = pool_number(parts, &part, sizeof(part.wide) + length);
    } else {
        state->part[actor] = pool_number(parts, context->frame, length);
    }
    return state->part[actor] != POOL_FULL;
}

static void load_part(enum actor actor, const struct play_state *state)
{
    struct context *context = &contexts[actor];
    size_t length;
    const void *bytes = pool_string(parts, state->part[actor], &length);

    if (uses_wide(actor)) {
        const struct part *part = bytes;
        legs_wide_restore(&part->wide);
        bytes = part->stack;
        length -= sizeof(part->wide);
    }
    context->frame = (struct trap_frame *)(context->stack_top - length);
    memcpy(context->frame, bytes, length);
}

static void save_shared(struct play_state *state)
{
    memcpy(&state->live, &live, sizeof(live));
    state->entry = *entry_seen();
    state->count = *count_seen();
}

void play_first_state(struct play_state *state)
{
    memset(state, 0, sizeof(*state));
    play_start();
    save_shared(state);
    for (unsigned i = 0; i < CONTEXTS; i++)
        save_part(i, state);
}

static uint32_t rule_enabled(void *game, const void *state)
{
    (void)game;
    memcpy(&live, &((const struct play_state *)state)->live, sizeof(live));
    return play_enabled();
}

static bool rule_move(void *game, const void *state, enum actor actor, void *next)
{
    const struct play_state *from = state;
    struct play_state *to = next;

    (void)game;
    memcpy(&live, &from->live, sizeof(live));
    *entry_seen() = from->entry;
    *count_seen() = from->count;
    load_part(mover(actor), from);
    play_move(actor, NULL);
    memcpy(to, from, sizeof(*to));
    save_shared(to);
    return save_part(mover(actor), to);
}

static void rule_over(void *game, const void *state, const struct explore_end *end)
{
    struct play_collector *collector = game;
    collector->over(collector, &((const struct play_state *)state)->live, end);
}

enum { INSTRUCTIONS_MAX = 4096 };

const struct explore_rules play_rules[] = {
    [PLAY_ACCESSES] = { sizeof(struct play_state), SCHEDULE_MOVES_MAX, rule_enabled,
                        rule_move, rule_over },
    [PLAY_INSTRUCTIONS] = { sizeof(struct play_state), INSTRUCTIONS_MAX, rule_enabled,
                            rule_move, rule_over },
};

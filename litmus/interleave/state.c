#include "litmus/interleave/state.h"

#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/interleave/play.h"
#include "litmus/variants/wide.h"

/* What a context's stack may hold in use, in bytes. */
enum { STACK_MAX = 1024 };

static struct pool *parts;

/* What belongs to one context: its stack and, for a reader that uses it, the unit that is
 * not in its frame. */
struct part {
    struct legs_wide_state wide; /* counts only where play_uses_wide() */
    uint32_t stack[STACK_MAX / 4];
};

static bool save_part(enum actor actor, struct play_state *state)
{
    static struct part part;
    const struct context *context = play_context(actor);
    size_t length = context_bytes(context);

    ASSERT(length <= STACK_MAX);
    if (play_uses_wide(actor)) {
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
    struct context *context = play_context(actor);
    size_t length;
    const void *bytes = pool_string(parts, state->part[actor], &length);

    if (play_uses_wide(actor)) {
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
    memcpy(&state->position.live, &live, sizeof(live));
    play_save_words(state->position.word);
}

void play_first_state(struct play_state *state, struct pool *pool)
{
    parts = pool;
    memset(state, 0, sizeof(*state));
    play_start();
    save_shared(state);
    for (unsigned i = 0; i < CONTEXTS; i++)
        save_part(i, state);
}

/* Whose stack a move changes: an ack that has come moves the writer on. */
static enum actor mover(enum actor actor)
{
    return actor == ACTOR_SHOOTDOWN ? ACTOR_WRITER : actor;
}

static uint32_t rule_enabled(void *game, const void *state)
{
    (void)game;
    memcpy(&live, &((const struct play_state *)state)->position.live, sizeof(live));
    return play_enabled();
}

static bool rule_move(void *game, const void *state, enum actor actor, void *next)
{
    const struct play_state *from = state;
    struct play_state *to = next;

    (void)game;
    memcpy(&live, &from->position.live, sizeof(live));
    play_load_words(from->position.word);
    load_part(mover(actor), from);
    play_move(actor, NULL);
    memcpy(to, from, sizeof(*to));
    save_shared(to);
    return save_part(mover(actor), to);
}

static void rule_over(void *game, const void *state, const struct explore_end *end)
{
    struct play_collector *collector = game;
    collector->over(collector, &((const struct play_state *)state)->position, end);
}

/* Several times what the longest trial has. */
enum { INSTRUCTIONS_MAX = 1024 };

const struct explore_rules play_rules[] = {
    [PLAY_ACCESSES] = { sizeof(struct play_state), SCHEDULE_MOVES_MAX, rule_enabled,
                        rule_move, rule_over },
    [PLAY_INSTRUCTIONS] = { sizeof(struct play_state), INSTRUCTIONS_MAX, rule_enabled,
                            rule_move, rule_over },
};

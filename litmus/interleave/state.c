#include "litmus/interleave/state.h"

#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/interleave/model.h"
#include "litmus/variants/wide.h"

/* The limit of the used part of a context's stack, in bytes. */
enum { STACK_MAX = 1024 };

static struct intern_table *parts;

/* The state of one context: its stack and, if the reader uses it, the floating-point
 * unit, which is not in the frame. */
struct part {
    struct wide_state wide; /* only with model_uses_wide() */
    uint32_t stack[STACK_MAX / 4];
};

static bool save_part(enum thread thread, struct saved_state *state)
{
    static struct part part;
    const struct context *context = model_context(thread);
    size_t length = context_bytes(context);

    ASSERT(length <= STACK_MAX);
    if (model_uses_wide(thread)) {
        wide_save(&part.wide);
        memcpy(part.stack, context->frame, length);
        state->part[thread] = intern_number(parts, &part, sizeof(part.wide) + length);
    } else {
        state->part[thread] = intern_number(parts, context->frame, length);
    }
    return state->part[thread] != INTERN_FULL;
}

static void load_part(enum thread thread, const struct saved_state *state)
{
    struct context *context = model_context(thread);
    size_t length;
    const void *bytes = intern_string(parts, state->part[thread], &length);

    if (model_uses_wide(thread)) {
        const struct part *part = bytes;
        wide_restore(&part->wide);
        bytes = part->stack;
        length -= sizeof(part->wide);
    }
    context->frame = (struct trap_frame *)(context->stack_top - length);
    memcpy(context->frame, bytes, length);
}

static void save_shared(struct saved_state *state)
{
    memcpy(&state->snapshot.live, &live, sizeof(live));
    model_save_words(state->snapshot.word);
}

void model_first_state(struct saved_state *state, struct intern_table *intern_table)
{
    parts = intern_table;
    memset(state, 0, sizeof(*state));
    model_start();
    save_shared(state);
    for (unsigned i = 0; i < CONTEXTS; i++)
        save_part(i, state);
}

/* The thread whose stack a step changes: the ack lets the writer continue. */
static enum thread mover(enum thread thread)
{
    return thread == THREAD_SHOOTDOWN ? THREAD_WRITER : thread;
}

static uint32_t state_enabled(void *context, const void *state)
{
    (void)context;
    memcpy(&live, &((const struct saved_state *)state)->snapshot.live, sizeof(live));
    return model_enabled();
}

static bool state_move(void *context, const void *state, enum thread thread, void *next)
{
    const struct saved_state *from = state;
    struct saved_state *to = next;

    (void)context;
    memcpy(&live, &from->snapshot.live, sizeof(live));
    model_load_words(from->snapshot.word);
    load_part(mover(thread), from);
    model_step(thread, NULL);
    memcpy(to, from, sizeof(*to));
    save_shared(to);
    return save_part(mover(thread), to);
}

static void state_over(void *context, const void *state, const struct explore_end *end)
{
    struct end_collector *collector = context;
    collector->over(collector, &((const struct saved_state *)state)->snapshot, end);
}

/* Several times the instructions of the longest trial. */
enum { INSTRUCTIONS_MAX = 1024 };

const struct explore_model explore_models[] = {
    [STEP_BY_ACCESSES] = { sizeof(struct saved_state), SCHEDULE_MOVES_MAX, state_enabled,
                           state_move, state_over },
    [STEP_BY_INSTRUCTIONS] = { sizeof(struct saved_state), INSTRUCTIONS_MAX,
                               state_enabled, state_move, state_over },
};

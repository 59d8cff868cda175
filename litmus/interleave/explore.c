#include "litmus/interleave/explore.h"

#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/interleave/intern.h"

enum { NONE = -1 };
#define LAYER_END 0xFFFFFFFFu
/* A back-pointer: the index of the previous step's back-pointer, and this step's
 * thread. */
#define BACK_POINTER_THREAD_BITS 2
_Static_assert(THREADS <= 1 << BACK_POINTER_THREAD_BITS,
               "the thread fits into a back-pointer");

struct node {
    uint64_t schedules;
    uint32_t back_pointer;
    uint32_t next; /* in the same bucket */
    uint16_t moves[THREADS];
    uint8_t state[];
};

struct layer {
    uint8_t *nodes;
    size_t stride;
    uint32_t used, size;
};

static struct node *node_at(const struct layer *layer, uint32_t index)
{
    return (void *)(layer->nodes + index * layer->stride);
}

/* Splits the memory. The back-pointers, if kept, get a quarter. */
static void split_memory(struct explorer *explorer, size_t state_size,
                         struct layer layers[2])
{
    size_t stride = (sizeof(struct node) + state_size + 7) & ~(size_t)7;
    size_t quarter = (explorer->memory_size / 4) & ~(size_t)7;
    size_t back_pointer_bytes = explorer->keep_back_pointer ? quarter : 0;
    size_t nodes = (explorer->memory_size - back_pointer_bytes) / 2 / stride;

    explorer->back_pointer = (void *)explorer->memory;
    explorer->back_pointer_size = (uint32_t)(back_pointer_bytes / sizeof(uint32_t));
    explorer->back_pointer_used = 0;
    for (unsigned i = 0; i < 2; i++)
        layers[i] =
            (struct layer){ explorer->memory + back_pointer_bytes + i * nodes * stride,
                            stride, 0, (uint32_t)nodes };
}

static void clear_layer(struct explorer *explorer, struct layer *layer)
{
    layer->used = 0;
    memset(explorer->bucket, 0xFF, sizeof(explorer->bucket));
}

static bool add_back_pointer(struct explorer *explorer, const struct node *parent,
                             int thread, struct node *node)
{
    node->back_pointer = 0;
    if (!explorer->keep_back_pointer)
        return true;
    if (explorer->back_pointer_used == explorer->back_pointer_size)
        return false;
    node->back_pointer = explorer->back_pointer_used++;
    explorer->back_pointer[node->back_pointer] =
        thread == NONE
            ? 0
            : parent->back_pointer << BACK_POINTER_THREAD_BITS | (unsigned)thread;
    return true;
}

/* Whether the layer already has the state of the new node behind its last one. If so,
 * adds the new node's schedules to the old node. */
static bool merge(struct explorer *explorer, struct layer *layer,
                  const struct node *added, size_t state_size, const uint32_t *bucket)
{
    for (uint32_t i = *bucket; i != LAYER_END;) {
        struct node *node = node_at(layer, i);
        if (same_words(node->state, added->state, state_size)) {
            node->schedules += added->schedules;
            if (memcmp(node->moves, added->moves, sizeof(node->moves)) != 0)
                explorer->result->even = false;
            return true;
        }
        i = node->next;
    }
    return false;
}

/* Makes the new node behind the layer's last one a member, or merges it. */
static bool add_node(struct explorer *explorer, struct layer *layer,
                     const struct node *parent, int thread, size_t state_size)
{
    struct node *added = node_at(layer, layer->used);
    uint32_t *bucket =
        &explorer->bucket[hash_words(added->state, state_size) % EXPLORE_BUCKETS];

    if (merge(explorer, layer, added, state_size, bucket))
        return true;
    if (!add_back_pointer(explorer, parent, thread, added))
        return false;
    added->next = *bucket;
    *bucket = layer->used++;
    explorer->result->states++;
    return true;
}

static void end_schedules(struct explorer *explorer, const struct explore_model *model,
                          void *context, const struct node *node, bool cut)
{
    struct explored *result = explorer->result;
    struct explore_end end = { node->schedules, node->back_pointer, node->moves, cut };

    for (unsigned a = 0; a < THREADS; a++) {
        if (!explorer->ended || node->moves[a] < result->least[a])
            result->least[a] = node->moves[a];
        if (node->moves[a] > result->most[a])
            result->most[a] = node->moves[a];
    }
    explorer->ended = true;
    result->schedules += node->schedules;
    model->over(context, node->state, &end);
}

/* Makes one step of each enabled thread. */
static bool expand(struct explorer *explorer, const struct explore_model *model,
                   void *context, const struct node *node, uint32_t enabled,
                   struct layer *next)
{
    for (unsigned thread = 0; thread < THREADS; thread++) {
        if (!(enabled >> thread & 1))
            continue;
        if (next->used == next->size)
            return false;
        struct node *child = node_at(next, next->used);
        child->schedules = node->schedules;
        memcpy(child->moves, node->moves, sizeof(child->moves));
        child->moves[thread]++;
        explorer->result->moves++;
        if (!model->move(context, node->state, thread, child->state) ||
            !add_node(explorer, next, node, (int)thread, model->state_size))
            return false;
    }
    return true;
}

static bool expand_layer(struct explorer *explorer, const struct explore_model *model,
                         void *context, const struct layer *layer, bool last,
                         struct layer *next)
{
    clear_layer(explorer, next);
    for (uint32_t i = 0; i < layer->used; i++) {
        const struct node *node = node_at(layer, i);
        uint32_t enabled = model->enabled(context, node->state);
        if (!enabled || last)
            end_schedules(explorer, model, context, node, enabled != 0);
        else if (!expand(explorer, model, context, node, enabled, next))
            return false;
    }
    return true;
}

bool explore(struct explorer *explorer, const struct explore_model *model, void *context,
             const void *first, struct explored *result)
{
    struct layer layers[2];

    memset(result, 0, sizeof(*result));
    result->even = true;
    explorer->result = result;
    explorer->ended = false;
    split_memory(explorer, model->state_size, layers);
    clear_layer(explorer, &layers[0]);
    if (!layers[0].size)
        return false;
    struct node *root = node_at(&layers[0], 0);
    memset(root, 0, sizeof(*root));
    root->schedules = 1;
    memcpy(root->state, first, model->state_size);
    if (!add_node(explorer, &layers[0], NULL, NONE, model->state_size))
        return false;
    for (unsigned depth = 0; layers[depth % 2].used; depth++)
        if (!expand_layer(explorer, model, context, &layers[depth % 2],
                          depth == model->moves_max, &layers[(depth + 1) % 2]))
            return false;
    return true;
}

void explore_path(const struct explorer *explorer, uint32_t back_pointer,
                  struct schedule *schedule)
{
    uint32_t at = back_pointer;

    ASSERT(explorer->keep_back_pointer && back_pointer < explorer->back_pointer_used);
    for (schedule->count = 0; at;
         at = explorer->back_pointer[at] >> BACK_POINTER_THREAD_BITS)
        schedule->count++;
    ASSERT(schedule->count <= SCHEDULE_MOVES_MAX);
    at = back_pointer;
    for (unsigned i = schedule->count; i-- > 0;
         at = explorer->back_pointer[at] >> BACK_POINTER_THREAD_BITS)
        schedule->thread[i] = explorer->back_pointer[at] &
                              ((1u << BACK_POINTER_THREAD_BITS) - 1);
}

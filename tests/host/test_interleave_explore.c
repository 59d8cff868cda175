/*
 * litmus/interleave/explore.c, with models so simple that plain recursion can count their
 * schedules. If one of these fails, schedules are lost or counted twice when states
 * merge, or the printed schedule does not lead to its state.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/interleave/explore.h"

/* Each thread counts its steps; the model defines the rest of the state and the enabled
 * threads. */
struct snapshot {
    uint16_t done[THREADS];
    uint32_t value;
};

struct model {
    unsigned moves[THREADS];
    /* How a step changes the value; NULL: it does not. */
    uint32_t (*change)(const struct snapshot *snapshot, enum thread thread);
    /* The model's own rule for enabled threads; NULL: those with steps left. */
    bool (*may_move)(const struct snapshot *snapshot, enum thread thread);

    uint64_t ends[4096]; /* complete schedules, by value */
    uint32_t watch;      /* the value whose first back-pointer is recorded */
    bool seen, cut;
    uint32_t back_pointer;
};

static uint32_t enabled(void *context, const void *state)
{
    const struct model *model = context;
    const struct snapshot *snapshot = state;
    uint32_t bits = 0;

    for (unsigned a = 0; a < THREADS; a++)
        if (snapshot->done[a] < model->moves[a] &&
            (!model->may_move || model->may_move(snapshot, a)))
            bits |= 1u << a;
    return bits;
}

static bool move(void *context, const void *state, enum thread thread, void *next)
{
    const struct model *model = context;
    struct snapshot *to = next;

    memcpy(to, state, sizeof(*to));
    if (model->change)
        to->value = model->change(state, thread);
    to->done[thread]++;
    return true;
}

static void over(void *context, const void *state, const struct explore_end *end)
{
    struct model *model = context;
    const struct snapshot *snapshot = state;

    model->ends[snapshot->value % 4096] += end->schedules;
    model->cut |= end->cut;
    if (snapshot->value == model->watch && !model->seen) {
        model->seen = true;
        model->back_pointer = end->back_pointer;
    }
}

static const struct explore_model rules = { sizeof(struct snapshot), 200, enabled, move,
                                            over };
static uint64_t memory[1 << 17];
static struct explorer explorer;

static bool play(struct model *model, struct explored *result)
{
    static const struct snapshot start;

    explorer.memory = (uint8_t *)memory;
    explorer.memory_size = sizeof(memory);
    explorer.keep_back_pointer = true;
    return explore(&explorer, &rules, model, &start, result);
}

static void test_independent_actors(void **state)
{
    static const unsigned games[][THREADS] = { { 0, 0, 0, 0 },  { 7, 0, 0, 0 },
                                               { 1, 1, 0, 0 },  { 5, 9, 0, 0 },
                                               { 3, 4, 5, 0 },  { 2, 3, 2, 3 },
                                               { 40, 60, 0, 0 } };

    (void)state;
    for (size_t i = 0; i < sizeof(games) / sizeof(games[0]); i++) {
        struct model model = { .watch = 1 };
        struct explored result;
        unsigned states = 1;
        memcpy(model.moves, games[i], sizeof(model.moves));
        for (unsigned a = 0; a < THREADS; a++)
            states *= games[i][a] + 1;
        assert_true(play(&model, &result));
        assert_true(result.schedules == interleavings(games[i]));
        assert_true(model.ends[0] == result.schedules);
        assert_int_equal(result.states, states);
        assert_true(result.even);
        assert_memory_equal(result.most, games[i], sizeof(result.most));
        assert_memory_equal(result.least, games[i], sizeof(result.least));
    }
}

/* All schedules, one by one. */
static void recur(const struct model *model, const struct snapshot *snapshot,
                  uint64_t ends[4096])
{
    uint32_t bits = enabled((void *)model, snapshot);

    for (unsigned a = 0; a < THREADS; a++)
        if (bits >> a & 1) {
            struct snapshot next;
            move((void *)model, snapshot, a, &next);
            recur(model, &next, ends);
        }
    if (!bits)
        ends[snapshot->value % 4096]++;
}

static uint32_t forgetful(const struct snapshot *snapshot, enum thread thread)
{
    /* Some paths lead to the same value, others to values of their own. */
    return (snapshot->value * 3 + thread * snapshot->done[thread]) % 61;
}

static bool in_turn(const struct snapshot *snapshot, enum thread thread)
{
    /* The writer waits if it is too far ahead; the third thread waits for the writer. */
    if (thread == THREAD_WRITER)
        return snapshot->done[THREAD_WRITER] <= snapshot->done[THREAD_READER] + 1;
    if (thread == THREAD_THIRD)
        return snapshot->value % 3 != 1;
    return true;
}

static void test_against_recursion(void **state)
{
    static const unsigned games[][THREADS] = { { 4, 4, 0, 0 },
                                               { 3, 3, 2, 1 },
                                               { 2, 5, 3, 0 } };

    (void)state;
    for (size_t i = 0; i < 2 * sizeof(games) / sizeof(games[0]); i++) {
        struct model model = { .change = forgetful,
                               .may_move = i % 2 ? in_turn : NULL,
                               .watch = 99 };
        static uint64_t ends[4096];
        static const struct snapshot start;
        struct explored result;
        uint64_t all = 0;
        memcpy(model.moves, games[i / 2], sizeof(model.moves));
        memset(ends, 0, sizeof(ends));
        recur(&model, &start, ends);
        assert_true(play(&model, &result));
        assert_memory_equal(model.ends, ends, sizeof(ends));
        for (size_t value = 0; value < 4096; value++)
            all += ends[value];
        assert_true(result.schedules == all);
    }
}

/* A tear in small: the reader's second step is between the writer's first and second. */
static uint32_t torn(const struct snapshot *snapshot, enum thread thread)
{
    if (thread == THREAD_READER && snapshot->done[THREAD_READER] == 1)
        return snapshot->done[THREAD_WRITER] == 1;
    return snapshot->value;
}

static void test_first_path(void **state)
{
    struct model model = { .moves = { 3, 4, 0, 0 }, .change = torn, .watch = 1 };
    struct explored result;
    struct schedule schedule;
    char text[SCHEDULE_TEXT_SIZE];

    (void)state;
    assert_true(play(&model, &result));
    assert_true(model.seen);
    explore_path(&explorer, model.back_pointer, &schedule);
    schedule_encode(&schedule, text);
    assert_string_equal(text, "rwr2w3");
    /* The orders of the first two steps, times those of the last four. */
    assert_true(model.ends[1] == 2 * 4);
}

/* Equal states reached by different numbers of steps: no multinomial formula applies. */
static bool move_alike(void *context, const void *state, enum thread thread, void *next)
{
    struct snapshot *to = next;

    (void)context;
    (void)thread;
    memcpy(to, state, sizeof(*to));
    to->value++;
    return true;
}

static uint32_t enabled_alike(void *context, const void *state)
{
    (void)context;
    return ((const struct snapshot *)state)->value < 5 ? 3 : 0;
}

static void test_uneven(void **state)
{
    static const struct explore_model alike = { sizeof(struct snapshot), 200,
                                                enabled_alike, move_alike, over };
    static const struct snapshot start;
    struct model model = { 0 };
    struct explored result;

    (void)state;
    assert_true(explore(&explorer, &alike, &model, &start, &result));
    assert_false(result.even);
    assert_int_equal(result.schedules, 32);
    assert_int_equal(result.states, 6);
}

static void test_moves_are_limited(void **state)
{
    struct explore_model limited = rules;
    static const struct snapshot start;
    struct model model = { .moves = { 3, 3, 0, 0 } };
    struct explored result;

    (void)state;
    limited.moves_max = 4;
    assert_true(explore(&explorer, &limited, &model, &start, &result));
    assert_true(model.cut);
    limited.moves_max = 6;
    model = (struct model){ .moves = { 3, 3, 0, 0 } };
    assert_true(explore(&explorer, &limited, &model, &start, &result));
    assert_false(model.cut);
}

/* Wherever memory runs out, the result says so; it never passes for complete. */
static void test_memory_runs_out(void **state)
{
    static const struct snapshot start;
    struct explored result;
    uint64_t complete = 0;
    size_t enough = 0;

    (void)state;
    for (size_t size = 64; size < 16384; size += 8) {
        struct model model = { .moves = { 6, 6, 0, 0 } };
        explorer.memory = malloc(size); /* for the address sanitizer */
        explorer.memory_size = size;
        explorer.keep_back_pointer = size % 16 == 0;
        bool fits = explore(&explorer, &rules, &model, &start, &result);
        free(explorer.memory);
        if (fits) {
            assert_true(result.schedules == 924);
            complete++;
            enough = enough ? enough : size;
        }
    }
    assert_true(complete > 100);
    assert_true(enough > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_independent_actors),
        cmocka_unit_test(test_against_recursion),
        cmocka_unit_test(test_first_path),
        cmocka_unit_test(test_uneven),
        cmocka_unit_test(test_moves_are_limited),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

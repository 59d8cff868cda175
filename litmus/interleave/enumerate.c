#include "litmus/interleave/enumerate.h"

#include "mm/frames.h"
#include "mm/kernel_map.h"

enum {
    MEMORY_PAGES = 1024,
    MEMORY_PAGES_LEAST = 128,
    MEMORY_SHARE = 4, /* take at most a quarter of the free frames */
    /* More instructions than two rounds of any writer have. */
    SAMPLE_START_MAX = 512,
};

static struct explorer explorer;
static struct intern_table intern_table;
static uint8_t *memory;
static size_t memory_bytes;

bool enumerate_ready(void)
{
    unsigned pages = frames_free(FRAME_LOW) / MEMORY_SHARE;

    if (memory)
        return true;
    if (pages > MEMORY_PAGES)
        pages = MEMORY_PAGES;
    if (pages < MEMORY_PAGES_LEAST)
        return false;
    memory = vmap_alloc(pages, "the states of the interleave engine");
    memory_bytes = pages * PAGE_SIZE;
    return true;
}

/* An eighth of the memory is for the intern table of stacks. */
bool enumerate(const struct variant *variant, enum model_steps moves,
               struct outcome_set *outcome_set, struct explored *explored)
{
    struct saved_state first;

    intern_start(&intern_table, memory, memory_bytes / 8);
    explorer.memory = memory + memory_bytes / 8;
    explorer.memory_size = memory_bytes - memory_bytes / 8;
    explorer.keep_back_pointer = moves == STEP_BY_ACCESSES;
    outcome_set_start(outcome_set, model_judge);
    model_choose(variant, moves);
    model_first_state(&first, &intern_table);
    return explore(&explorer, &explore_models[moves], &outcome_set->collector, &first,
                   explored);
}

/* Runs one schedule from its start: the given steps, and then always the first enabled
 * thread. Records the enabled threads of each step. */
static void run_schedule(struct schedule *schedule, uint32_t enabled[SCHEDULE_MOVES_MAX])
{
    unsigned move = 0;

    model_start();
    for (uint32_t now; (now = model_enabled()) && move < SCHEDULE_MOVES_MAX; move++) {
        if (move == schedule->count)
            schedule->thread[schedule->count++] = (uint8_t)__builtin_ctz(now);
        enabled[move] = now;
        model_step(schedule->thread[move], NULL);
    }
}

void enumerated_path(uint32_t back_pointer, struct schedule *schedule)
{
    explore_path(&explorer, back_pointer, schedule);
}

void enumerated_end(struct outcome_set *outcome_set, const struct explore_end *end)
{
    struct snapshot snapshot = { .live = live };

    model_save_words(snapshot.word);
    outcome_set_add(outcome_set, &snapshot, end);
}

uint32_t enumerate_singly(const struct variant *variant, uint32_t most,
                          struct outcome_set *outcome_set)
{
    static struct schedule schedule;
    uint32_t enabled[SCHEDULE_MOVES_MAX], count = 0;

    outcome_set_start(outcome_set, model_judge);
    model_choose(variant, STEP_BY_ACCESSES);
    schedule.count = 0;
    do {
        struct explore_end end = { .schedules = 1 };
        run_schedule(&schedule, enabled);
        enumerated_end(outcome_set, &end);
        count++;
    } while (count <= most && schedule_next(&schedule, enabled));
    return count;
}

/* Runs a random schedule. The writer alone makes up to `start` steps first, so that the
 * reader also meets late states of the writer. */
static void run_random_schedule(unsigned start, struct random *random)
{
    uint32_t enabled;

    model_start();
    while ((enabled = model_enabled()) != 0) {
        enum thread thread = random_below(random, THREADS);
        if (start && enabled >> THREAD_WRITER & 1)
            thread = THREAD_WRITER;
        if (start)
            start--;
        if (enabled >> thread & 1)
            model_step(thread, NULL);
    }
}

void enumerate_sample(const struct variant *variant, unsigned count,
                      struct random *random, struct outcome_set *outcome_set)
{
    outcome_set_start(outcome_set, model_judge);
    model_choose(variant, STEP_BY_INSTRUCTIONS);
    for (unsigned i = 0; i < count; i++) {
        struct explore_end end = { .schedules = 1 };
        run_random_schedule(random_below(random, SAMPLE_START_MAX), random);
        enumerated_end(outcome_set, &end);
    }
}

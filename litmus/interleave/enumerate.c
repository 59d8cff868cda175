#include "litmus/interleave/enumerate.h"

#include "mm/frames.h"
#include "mm/kernel_map.h"

enum {
    MEMORY_PAGES = 1024,
    MEMORY_PAGES_LEAST = 128,
    MEMORY_SHARE = 4, /* of the free frames, at most one of so many */
    /* More instructions than two rounds of any writer have. */
    SAMPLE_START_MAX = 512,
};

static struct explorer explorer;
static struct pool pool;
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

/* An eighth of the memory is for what is on stacks. */
bool enumerate(const struct variant *variant, enum play_moves moves,
                      struct harvest *harvest, struct explored *explored)
{
    struct play_state first;

    pool_start(&pool, memory, memory_bytes / 8);
    explorer.memory = memory + memory_bytes / 8;
    explorer.memory_size = memory_bytes - memory_bytes / 8;
    explorer.keep_trail = moves == PLAY_ACCESSES;
    harvest_start(harvest, play_judge);
    play_choose(variant, moves);
    play_first_state(&first, &pool);
    return explore(&explorer, &play_rules[moves], &harvest->collector, &first, explored);
}

/* One schedule from its start: the moves that `schedule` begins with, and then the first
 * that is possible. Writes down who could have moved. */
static void play_singly(struct schedule *schedule, uint32_t enabled[SCHEDULE_MOVES_MAX])
{
    unsigned move = 0;

    play_start();
    for (uint32_t now; (now = play_enabled()) && move < SCHEDULE_MOVES_MAX; move++) {
        if (move == schedule->count)
            schedule->actor[schedule->count++] = (uint8_t)__builtin_ctz(now);
        enabled[move] = now;
        play_move(schedule->actor[move], NULL);
    }
}

void enumerated_path(uint32_t trail, struct schedule *schedule)
{
    explore_path(&explorer, trail, schedule);
}

void enumerated_end(struct harvest *harvest, const struct explore_end *end)
{
    struct position position = { .live = live };

    play_save_words(position.word);
    harvest_add(harvest, &position, end);
}

uint32_t enumerate_singly(const struct variant *variant, uint32_t most,
                          struct harvest *harvest)
{
    static struct schedule schedule;
    uint32_t enabled[SCHEDULE_MOVES_MAX], count = 0;

    harvest_start(harvest, play_judge);
    play_choose(variant, PLAY_ACCESSES);
    schedule.count = 0;
    do {
        struct explore_end end = { .schedules = 1 };
        play_singly(&schedule, enabled);
        enumerated_end(harvest, &end);
        count++;
    } while (count <= most && schedule_next(&schedule, enabled));
    return count;
}

/* The writer begins alone, for as long as it takes or less. */
static void play_at_random(unsigned start, struct random *random)
{
    uint32_t enabled;

    play_start();
    while ((enabled = play_enabled()) != 0) {
        enum actor actor = random_below(random, ACTORS);
        if (start && enabled >> ACTOR_WRITER & 1)
            actor = ACTOR_WRITER;
        if (start)
            start--;
        if (enabled >> actor & 1)
            play_move(actor, NULL);
    }
}

void enumerate_sample(const struct variant *variant, unsigned count,
                      struct random *random, struct harvest *harvest)
{
    harvest_start(harvest, play_judge);
    play_choose(variant, PLAY_INSTRUCTIONS);
    for (unsigned i = 0; i < count; i++) {
        struct explore_end end = { .schedules = 1 };
        play_at_random(random_below(random, SAMPLE_START_MAX), random);
        enumerated_end(harvest, &end);
    }
}

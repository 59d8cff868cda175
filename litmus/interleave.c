#include "litmus/interleave.h"

#include "arch/clock.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/interleave_explore.h"
#include "litmus/interleave_listing.h"
#include "litmus/interleave_play.h"
#include "litmus/interleave_pool.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"

enum {
    MEMORY_PAGES = 1024,
    MEMORY_PAGES_LEAST = 128,
    MEMORY_SHARE = 4, /* of the free frames, at most one of so many */
    OUTCOMES_MAX = 64,
    ONE_BY_ONE_MAX = 1000,
};

/* ---- what comes out ---- */

struct outcome {
    pte_t pte;
    enum reading reading;
    uint64_t schedules;
};

/* Collects the ends of schedules. */
struct harvest {
    struct play_collector collector; /* first: play_rules know only this */
    enum low_words lows;
    unsigned count;
    bool overflow;
    struct outcome outcome[OUTCOMES_MAX];
    uint64_t cut, retries, pending, waited;
    bool torn;
    uint32_t torn_trail; /* of the first one */
};

static struct outcome *outcome_of(struct harvest *harvest, pte_t pte,
                                  enum reading reading)
{
    for (unsigned i = 0; i < harvest->count; i++) {
        struct outcome *known = &harvest->outcome[i];
        if (known->pte.pte == pte.pte && known->reading == reading)
            return known;
    }
    if (harvest->count == OUTCOMES_MAX) {
        harvest->overflow = true;
        return &harvest->outcome[0];
    }
    harvest->outcome[harvest->count] = (struct outcome){ pte, reading, 0 };
    return &harvest->outcome[harvest->count++];
}

static void reap(struct play_collector *collector, const struct live *end,
                 const struct explore_end *how)
{
    struct harvest *harvest = (struct harvest *)collector;

    harvest->retries += end->retries * how->schedules;
    harvest->pending += end->seen & SEEN_PENDING ? how->schedules : 0;
    harvest->waited += end->seen & SEEN_WAITED ? how->schedules : 0;
    if (end->stands[ACTOR_READER] != STANDS_DONE) {
        harvest->cut += how->schedules;
        return;
    }
    enum reading reading = entry_judge(end->got, PLAY_SLOT, harvest->lows,
                                       (struct held){ end->held_first, end->started });
    outcome_of(harvest, end->got, reading)->schedules += how->schedules;
    if (reading_torn(reading) && !harvest->torn) {
        harvest->torn = true;
        harvest->torn_trail = how->trail;
    }
}

static void start_harvest(struct harvest *harvest, const struct trial *trial)
{
    memset(harvest, 0, sizeof(*harvest));
    harvest->collector.over = reap;
    harvest->lows = trial->lows;
}

static const struct outcome *find_outcome(const struct harvest *harvest,
                                          const struct outcome *like)
{
    for (unsigned i = 0; i < harvest->count; i++)
        if (harvest->outcome[i].pte.pte == like->pte.pte &&
            harvest->outcome[i].reading == like->reading)
            return &harvest->outcome[i];
    return NULL;
}

/* An outcome of `a` that `b` lacks or, with `counts`, has another number of; or NULL. */
static const struct outcome *difference(const struct harvest *a, const struct harvest *b,
                                        bool counts)
{
    for (unsigned i = 0; i < a->count; i++) {
        const struct outcome *other = find_outcome(b, &a->outcome[i]);
        if (!other || (counts && other->schedules != a->outcome[i].schedules))
            return &a->outcome[i];
    }
    return NULL;
}

/* ---- the enumerations ---- */

static struct explorer explorer;
static struct pool pool;
static uint8_t *memory;
static size_t memory_bytes;
static struct harvest by_access, singly, by_instruction;

static bool get_memory(void)
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

/* All schedules, equal states merged. An eighth of the memory is for what is on
 * stacks. */
static bool enumerate(const struct trial *trial, enum play_moves moves,
                      struct harvest *harvest, struct explored *explored)
{
    struct play_state first;

    pool_start(&pool, memory, memory_bytes / 8);
    explorer.memory = memory + memory_bytes / 8;
    explorer.memory_size = memory_bytes - memory_bytes / 8;
    explorer.keep_trail = moves == PLAY_ACCESSES;
    start_harvest(harvest, trial);
    play_choose(trial, moves, &pool);
    play_first_state(&first);
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

/* All schedules, each from its start. */
static uint32_t enumerate_singly(const struct trial *trial, struct harvest *harvest)
{
    static struct schedule schedule;
    uint32_t enabled[SCHEDULE_MOVES_MAX], count = 0;

    start_harvest(harvest, trial);
    play_choose(trial, PLAY_ACCESSES, &pool);
    schedule.count = 0;
    do {
        struct explore_end end = { .schedules = 1 };
        play_singly(&schedule, enabled);
        reap(&harvest->collector, &live, &end);
        count++;
    } while (count <= ONE_BY_ONE_MAX && schedule_next(&schedule, enabled));
    return count;
}

/* ---- checks of the engine itself ---- */

__attribute__((format(printf, 2, 3)))
static enum interleave_end wrong(struct result *result, const char *text, ...)
{
    va_list list;
    va_start(list, text);
    format_list(result->reason, REASON_SIZE, text, list);
    va_end(list);
    return INTERLEAVE_WRONG;
}

/* Nobody waits, starts over or takes different ways: then each order of the moves is one
 * schedule. */
static bool must_be_multinomial(const struct explored *explored)
{
    return play_straight() && explored->even &&
           explored->least[ACTOR_READER] == explored->most[ACTOR_READER];
}

static enum interleave_end check_number(struct result *result,
                                        const struct explored *explored,
                                        const char *moves)
{
    if (!must_be_multinomial(explored))
        return INTERLEAVE_DONE;
    uint64_t expected = interleavings(explored->most);
    if (explored->schedules == expected)
        return INTERLEAVE_DONE;
    return wrong(result, "%llu schedules of %s instead of %llu (modulo 2^64)",
                 (unsigned long long)explored->schedules, moves,
                 (unsigned long long)expected);
}

static enum interleave_end compare(struct result *result, const struct harvest *other,
                                   bool counts, const char *how)
{
    const struct outcome *odd = difference(&by_access, other, counts);
    if (!odd)
        odd = difference(other, &by_access, counts);
    if (!odd)
        return INTERLEAVE_DONE;
    return wrong(result, "the outcome %08x:%08x %s by accesses differs %s",
                 odd->pte.pte_high, odd->pte.pte_low, reading_name(odd->reading), how);
}

/* ---- a trial ---- */

static enum interleave_end no_memory(struct result *result)
{
    format(result->reason, REASON_SIZE, "no memory left for its states");
    return INTERLEAVE_NO_MEMORY;
}

static uint32_t clip(uint64_t value)
{
    return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

static void fill_tally(const struct harvest *harvest, struct tally *tally)
{
    for (unsigned i = 0; i < harvest->count; i++)
        tally->reading[harvest->outcome[i].reading] += harvest->outcome[i].schedules;
    tally->retries = harvest->retries;
    tally->pending = clip(harvest->pending);
    tally->waits = clip(harvest->waited);
    tally->passes = 1;
}

static void list_first_tear(const struct trial *trial, struct result *result)
{
    static struct listing listing;
    struct schedule schedule;
    struct live end;

    if (!by_access.torn)
        return;
    explore_path(&explorer, by_access.torn_trail, &schedule);
    play_choose(trial, PLAY_ACCESSES, &pool);
    if (listing_play(trial, &schedule, &listing, &end))
        result->listing = &listing;
}

static enum interleave_end run_accesses(const struct trial *trial, struct result *result)
{
    struct enumeration *enumeration = &result->enumeration;
    struct explored explored;

    if (!enumerate(trial, PLAY_ACCESSES, &by_access, &explored))
        return no_memory(result);
    fill_tally(&by_access, &result->tallies.tally[0]);
    enumeration->schedules = explored.schedules;
    enumeration->states = explored.states;
    enumeration->cut = by_access.cut;
    enumeration->outcomes = by_access.count;
    enumeration->binomial = must_be_multinomial(&explored);
    if (by_access.overflow)
        return wrong(result, "more than %d outcomes", OUTCOMES_MAX);
    list_first_tear(trial, result);
    if (by_access.torn && (!result->listing || !reading_torn(result->listing->reading)))
        return wrong(result, "the first torn schedule, replayed, is not torn");
    return check_number(result, &explored, "accesses");
}

static enum interleave_end run_singly(const struct trial *trial, struct result *result)
{
    if (result->enumeration.schedules > ONE_BY_ONE_MAX)
        return INTERLEAVE_DONE;
    result->enumeration.one_by_one = enumerate_singly(trial, &singly);
    return compare(result, &singly, true, "one by one");
}

static enum interleave_end run_instructions(const struct trial *trial,
                                            struct result *result)
{
    struct explored explored;

    if (!enumerate(trial, PLAY_INSTRUCTIONS, &by_instruction, &explored))
        return no_memory(result);
    result->enumeration.every_states = explored.states;
    result->enumeration.every_moves = explored.moves;
    enum interleave_end end = check_number(result, &explored, "instructions");
    if (end != INTERLEAVE_DONE)
        return end;
    return compare(result, &by_instruction, false, "by instructions");
}

static enum interleave_end run_all(const struct trial *trial, struct result *result)
{
    enum interleave_end (*const runs[])(const struct trial *, struct result *) = {
        run_accesses, run_singly, run_instructions,
    };
    for (unsigned i = 0; i < ARRAY_SIZE(runs); i++) {
        enum interleave_end end = runs[i](trial, result);
        if (end != INTERLEAVE_DONE)
            return end;
    }
    return INTERLEAVE_DONE;
}

static enum interleave_end replay(const struct trial *trial, const char *text,
                                  struct result *result)
{
    static struct listing listing;
    struct schedule schedule;
    struct explore_end end = { .schedules = 1 };
    struct live last;

    result->enumeration.replayed = true;
    if (!schedule_decode(text, strlen(text), &schedule)) {
        format(result->reason, REASON_SIZE, "schedule=%s is none", text);
        return INTERLEAVE_IMPOSSIBLE;
    }
    start_harvest(&by_access, trial);
    play_choose(trial, PLAY_ACCESSES, &pool);
    if (!listing_play(trial, &schedule, &listing, &last)) {
        unsigned move = listing.schedule.count;
        format(result->reason, REASON_SIZE, "schedule: move %u cannot be the %s's: %s",
               move + 1, actor_name(schedule.actor[move]),
               play_obstacle(schedule.actor[move]));
        return INTERLEAVE_IMPOSSIBLE;
    }
    reap(&by_access.collector, &last, &end);
    fill_tally(&by_access, &result->tallies.tally[0]);
    result->enumeration.schedules = 1;
    result->listing = &listing;
    return INTERLEAVE_DONE;
}

enum interleave_end interleave_run(const struct stage *stage,
                                   const struct litmus_options *options,
                                   struct result *result)
{
    const struct trial *trial = result->trial;
    uint64_t begun_us = clock_us();

    (void)stage;
    memset(&result->tallies, 0, sizeof(result->tallies));
    memset(&result->enumeration, 0, sizeof(result->enumeration));
    result->listing = NULL;
    result->tallies.settings = 1;
    result->tallies.tally[0].first_tear_us = NOT_YET;
    if (!get_memory())
        return no_memory(result);
    play_init();
    enum interleave_end end = options->schedule ? replay(trial, options->schedule, result)
                                                : run_all(trial, result);
    result->tallies.total_us = (uint32_t)(clock_us() - begun_us);
    return end;
}

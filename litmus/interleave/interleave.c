#include "litmus/interleave/interleave.h"

#include <stdarg.h>

#include "arch/time/clock.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/interleave/enumerate.h"
#include "litmus/interleave/trace.h"
#include "litmus/interleave/outcomes.h"

enum { VARIANTS_MAX = 2, ONE_BY_ONE_MAX = 1000, SAMPLES = 200 };

static uint64_t seed;
static struct outcome_set by_access, singly, by_instruction;
static struct outcomes kept[VARIANTS_MAX];

/*
 * A control tears with the low words that it names. A positive must hold with any: with
 * equal ones a flush too few shows as (0:l), with alternating ones as (hB:lA). In a
 * directory's entry they are what they are.
 */
static unsigned variants_of(const struct trial *trial, struct variant variant[VARIANTS_MAX])
{
    variant[0] = (struct variant){ trial, trial->lows };
    if (trial->expected != NEVER || trial->lows == LOWS_DIRECTORY ||
        !trial->fixture->lows_vary)
        return 1;
    variant[0].lows = LOWS_EQUAL;
    variant[1] = (struct variant){ trial, LOWS_ALTERNATE };
    return 2;
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

static enum interleave_end no_memory(struct result *result)
{
    format(result->reason, REASON_SIZE, "no memory left for its states: give the machine more");
    return INTERLEAVE_NO_MEMORY;
}

/* Nobody waits, starts over or takes different ways: then each order of the moves is one
 * schedule. */
static bool must_be_multinomial(const struct explored *explored)
{
    return model_straight() && explored->even &&
           explored->least[THREAD_READER] == explored->most[THREAD_READER];
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

static enum interleave_end contradiction(struct result *result,
                                         const struct outcome *odd, const char *how)
{
    return wrong(result, "the outcome %08x:%08x %s by accesses differs %s",
                 odd->pte.pte_high, odd->pte.pte_low, reading_name(odd->reading), how);
}

static enum interleave_end compare(struct result *result, const struct outcome_set *other,
                                   bool counts, const char *how)
{
    const struct outcome *odd = outcome_set_difference(&by_access, other, counts);
    return odd ? contradiction(result, odd, how) : INTERLEAVE_DONE;
}

/* ---- a trial ---- */

/* The first torn schedule of all, once more and in writing. */
static bool list_tear(const struct variant *variant, struct result *result)
{
    static struct trace trace;
    struct schedule schedule;

    if (!by_access.torn || result->trace)
        return true;
    enumerated_path(by_access.torn_back_pointer, &schedule);
    model_choose(variant, STEP_BY_ACCESSES);
    if (!trace_schedule(variant, &schedule, &trace) || !reading_torn(trace.reading))
        return false;
    result->trace = &trace;
    return true;
}

/* For the log, where what a reader got is an entry. */
static void keep_outcomes(const struct variant *variant, struct result *result)
{
    if (!variant->trial->fixture->lows_vary)
        return;
    kept[result->outcomes_kept] = (struct outcomes){
        .lows = variant->lows,
        .second = variant->lows == LOWS_ALTERNATE && variant->trial->expected == NEVER,
        .outcome_set = by_access,
    };
    result->kept = kept;
    result->outcomes_kept++;
}

static enum interleave_end run_accesses(const struct variant *variant, struct result *result)
{
    struct enumeration *enumeration = &result->enumeration;
    struct explored explored;

    if (!enumerate(variant, STEP_BY_ACCESSES, &by_access, &explored))
        return no_memory(result);
    outcome_set_tally(&by_access, &result->tallies.tally[0]);
    keep_outcomes(variant, result);
    if (variant->trial->reader)
        enumeration->lows |= 1u << variant->lows;
    enumeration->schedules += explored.schedules;
    enumeration->states += explored.states;
    enumeration->cut += by_access.cut;
    enumeration->outcomes += by_access.count;
    enumeration->multinomial = must_be_multinomial(&explored);
    if (by_access.overflow)
        return wrong(result, "more than %d outcomes", OUTCOMES_MAX);
    if (!list_tear(variant, result))
        return wrong(result, "the first torn schedule, replayed, is not torn");
    return check_number(result, &explored, "accesses");
}

static enum interleave_end run_singly(const struct variant *variant, struct result *result)
{
    uint64_t schedules = 0;

    for (unsigned i = 0; i < by_access.count; i++)
        schedules += by_access.outcome[i].schedules;
    if (schedules > ONE_BY_ONE_MAX)
        return INTERLEAVE_DONE;
    result->enumeration.one_by_one += enumerate_singly(variant, ONE_BY_ONE_MAX, &singly);
    return compare(result, &singly, true, "one by one");
}

static enum interleave_end run_sample(const struct variant *variant, struct result *result)
{
    struct random random;

    random_seed(&random, seed, result->trial->id);
    enumerate_sample(variant, SAMPLES, &random, &by_instruction);
    result->enumeration.sampled += SAMPLES;
    const struct outcome *odd = outcome_set_lacks(&by_access, &by_instruction);
    return odd ? contradiction(result, odd, "by instructions") : INTERLEAVE_DONE;
}

static enum interleave_end run_instructions(const struct variant *variant,
                                            struct result *result)
{
    struct explored explored;

    if (variant->trial->fixture->sampled)
        return run_sample(variant, result);
    if (!enumerate(variant, STEP_BY_INSTRUCTIONS, &by_instruction, &explored))
        return no_memory(result);
    result->enumeration.every_states += explored.states;
    result->enumeration.every_moves += explored.moves;
    enum interleave_end end = check_number(result, &explored, "instructions");
    if (end != INTERLEAVE_DONE)
        return end;
    return compare(result, &by_instruction, false, "by instructions");
}

typedef enum interleave_end phase(const struct variant *variant, struct result *result);

static enum interleave_end run_all(const struct environment *environment, const struct variant *variant,
                                   unsigned count, struct result *result)
{
    static phase *const phases[] = { run_accesses, run_singly, run_instructions };
    unsigned all = count * ARRAY_SIZE(phases);

    for (unsigned i = 0; i < all; i++) {
        unsigned number = i % ARRAY_SIZE(phases);
        /* What has an endless loop in it is not gone through a second time. */
        if (number && by_access.cut)
            continue;
        environment->progress(result->trial->id, i * 100 / all);
        enum interleave_end end = phases[number](&variant[i / ARRAY_SIZE(phases)], result);
        if (end != INTERLEAVE_DONE)
            return end;
    }
    return INTERLEAVE_DONE;
}

/* ---- replay ---- */

static enum interleave_end impossible(const struct schedule *schedule, unsigned move,
                                      struct result *result)
{
    format(result->reason, REASON_SIZE, "schedule: move %u cannot be the %s's: %s",
           move + 1, thread_name(schedule->thread[move]),
           model_obstacle(schedule->thread[move]));
    return INTERLEAVE_IMPOSSIBLE;
}

/* Where there are several variants, the one that tears. */
static enum interleave_end replay(const struct variant *variant, unsigned count,
                                  const char *text, struct result *result)
{
    static struct trace trace;
    struct schedule schedule;
    struct explore_end end = { .schedules = 1 };

    result->enumeration.replayed = true;
    if (!schedule_decode(text, strlen(text), &schedule)) {
        format(result->reason, REASON_SIZE, "schedule=%s is not a valid schedule", text);
        return INTERLEAVE_IMPOSSIBLE;
    }
    do {
        model_choose(variant, STEP_BY_ACCESSES);
        if (!trace_schedule(variant, &schedule, &trace))
            return impossible(&schedule, trace.schedule.count, result);
        outcome_set_start(&by_access, model_judge);
        enumerated_end(&by_access, &end);
    } while (--count && !by_access.torn && variant++);
    outcome_set_tally(&by_access, &result->tallies.tally[0]);
    keep_outcomes(variant, result);
    result->enumeration.schedules = 1;
    result->trace = &trace;
    return INTERLEAVE_DONE;
}

enum interleave_end interleave_run(const struct environment *environment,
                                   const struct litmus_options *options,
                                   struct result *result)
{
    struct variant variant[VARIANTS_MAX];
    unsigned count = variants_of(result->trial, variant);
    uint64_t begun_us = clock_us();
    enum interleave_end end;

    memset(&result->tallies, 0, sizeof(result->tallies));
    memset(&result->enumeration, 0, sizeof(result->enumeration));
    result->trace = NULL;
    result->outcomes_kept = 0;
    result->tallies.settings = 1;
    result->tallies.tally[0].passes = 1;
    result->tallies.tally[0].first_tear_us = NOT_YET;
    seed = options->seed;
    if (!enumerate_ready())
        return no_memory(result);
    model_init();
    if (options->schedule)
        end = replay(variant, count, options->schedule, result);
    else
        end = run_all(environment, variant, count, result);
    /* The kernel's mappings are what they were. */
    model_end();
    result->tallies.total_us = clock_us() - begun_us;
    return end;
}

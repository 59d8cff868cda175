#include "litmus/interleave/interleave.h"

#include <stdarg.h>

#include "arch/time/clock.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/interleave/enumerate.h"
#include "litmus/interleave/outcomes.h"
#include "litmus/interleave/trace.h"

enum { VARIANTS_MAX = 2, ONE_BY_ONE_MAX = 1000, SAMPLES = 200 };

/* One run of the engine: what its phases hand to each other. */
struct exploration {
    struct result *result;
    uint64_t seed;
    struct outcome_set by_access;      /* from run_accesses(), or a replay */
    struct outcome_set singly;         /* from run_singly(), to compare with by_access */
    struct outcome_set by_instruction; /* from run_instructions(), likewise */
    struct outcomes kept[VARIANTS_MAX];
};

/*
 * A control tears with the kind of low words that it names. A positive must hold with
 * every kind: a missing flush shows as (0:l) with equal ones, and as (hB:lA) with
 * alternating ones. The low words of a directory's entry are fixed.
 */
static unsigned variants_of(const struct trial *trial,
                            struct variant variant[VARIANTS_MAX])
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

__attribute__((format(printf, 2, 3))) static enum interleave_end wrong(
    struct result *result, const char *text, ...)
{
    va_list list;
    va_start(list, text);
    format_list(result->reason, REASON_SIZE, text, list);
    va_end(list);
    return INTERLEAVE_WRONG;
}

static enum interleave_end no_memory(struct result *result)
{
    format(result->reason, REASON_SIZE,
           "no memory left for its states: give the machine more");
    return INTERLEAVE_NO_MEMORY;
}

/* If no thread waits, retries or takes different ways, each order of the steps is one
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

static enum interleave_end contradiction(struct result *result, const struct outcome *odd,
                                         const char *how)
{
    return wrong(result, "the outcome %08x:%08x %s by accesses differs %s",
                 odd->pte.pte_high, odd->pte.pte_low, reading_name(odd->reading), how);
}

static enum interleave_end compare(const struct exploration *self,
                                   const struct outcome_set *other, bool counts,
                                   const char *how)
{
    const struct outcome *odd = outcome_set_difference(&self->by_access, other, counts);
    return odd ? contradiction(self->result, odd, how) : INTERLEAVE_DONE;
}

/* ---- a trial ---- */

/* Replays the first torn schedule of all and records its trace. */
static bool list_tear(const struct exploration *self, const struct variant *variant)
{
    static struct trace trace;
    struct interleave_result *part = &self->result->interleave;
    struct schedule schedule;

    if (!self->by_access.torn || part->trace)
        return true;
    enumerated_path(self->by_access.torn_back_pointer, &schedule);
    model_choose(variant, STEP_BY_ACCESSES);
    if (!trace_schedule(variant, &schedule, &trace) || !reading_wrong(trace.reading))
        return false;
    part->trace = &trace;
    return true;
}

/* Keeps the outcomes for the log, if the reader returns an entry. */
static void keep_outcomes(struct exploration *self, const struct variant *variant)
{
    struct interleave_result *part = &self->result->interleave;

    if (!variant->trial->fixture->lows_vary)
        return;
    self->kept[part->outcomes_kept] = (struct outcomes){
        .lows = variant->lows,
        .second = variant->lows == LOWS_ALTERNATE && variant->trial->expected == NEVER,
        .outcome_set = self->by_access,
    };
    part->kept = self->kept;
    part->outcomes_kept++;
}

static enum interleave_end run_accesses(struct exploration *self,
                                        const struct variant *variant)
{
    struct result *result = self->result;
    struct enumeration *enumeration = &result->interleave.enumeration;
    struct explored explored;

    if (!enumerate(variant, STEP_BY_ACCESSES, &self->by_access, &explored))
        return no_memory(result);
    outcome_set_tally(&self->by_access, &result->tallies.tally[0]);
    keep_outcomes(self, variant);
    if (variant->trial->reader)
        enumeration->lows |= 1u << variant->lows;
    enumeration->schedules += explored.schedules;
    enumeration->states += explored.states;
    enumeration->cut += self->by_access.cut;
    enumeration->outcomes += self->by_access.count;
    enumeration->multinomial = must_be_multinomial(&explored);
    if (self->by_access.overflow)
        return wrong(result, "more than %d outcomes", OUTCOMES_MAX);
    if (!list_tear(self, variant))
        return wrong(result, "the first torn schedule, replayed, is not torn");
    return check_number(result, &explored, "accesses");
}

static enum interleave_end run_singly(struct exploration *self,
                                      const struct variant *variant)
{
    struct result *result = self->result;
    uint64_t schedules = 0;

    for (unsigned i = 0; i < self->by_access.count; i++)
        schedules += self->by_access.outcome[i].schedules;
    if (schedules > ONE_BY_ONE_MAX)
        return INTERLEAVE_DONE;
    result->interleave.enumeration.one_by_one +=
        enumerate_singly(variant, ONE_BY_ONE_MAX, &self->singly);
    return compare(self, &self->singly, true, "one by one");
}

static enum interleave_end run_sample(struct exploration *self,
                                      const struct variant *variant)
{
    struct result *result = self->result;
    struct random random;

    random_seed(&random, self->seed, result->trial->id);
    enumerate_sample(variant, SAMPLES, &random, &self->by_instruction);
    result->interleave.enumeration.sampled += SAMPLES;
    const struct outcome *odd =
        outcome_set_lacks(&self->by_access, &self->by_instruction);
    return odd ? contradiction(result, odd, "by instructions") : INTERLEAVE_DONE;
}

static enum interleave_end run_instructions(struct exploration *self,
                                            const struct variant *variant)
{
    struct result *result = self->result;
    struct explored explored;

    if (variant->trial->fixture->sampled)
        return run_sample(self, variant);
    if (!enumerate(variant, STEP_BY_INSTRUCTIONS, &self->by_instruction, &explored))
        return no_memory(result);
    result->interleave.enumeration.every_states += explored.states;
    result->interleave.enumeration.every_moves += explored.moves;
    enum interleave_end end = check_number(result, &explored, "instructions");
    if (end != INTERLEAVE_DONE)
        return end;
    return compare(self, &self->by_instruction, false, "by instructions");
}

typedef enum interleave_end phase(struct exploration *self,
                                  const struct variant *variant);

static enum interleave_end run_all(struct exploration *self,
                                   const struct environment *environment,
                                   const struct variant *variant, unsigned count)
{
    static phase *const phases[] = { run_accesses, run_singly, run_instructions };
    unsigned all = count * ARRAY_SIZE(phases);

    for (unsigned i = 0; i < all; i++) {
        unsigned number = i % ARRAY_SIZE(phases);
        /* A trial with a livelock is not enumerated a second time. */
        if (number && self->by_access.cut)
            continue;
        environment->progress(self->result->trial->id, i * 100 / all);
        enum interleave_end end = phases[number](self, &variant[i / ARRAY_SIZE(phases)]);
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

/* Replays the schedule on each variant until one tears. */
static enum interleave_end replay(struct exploration *self, const struct variant *variant,
                                  unsigned count, const char *text)
{
    struct result *result = self->result;
    static struct trace trace;
    struct schedule schedule;
    struct explore_end end = { .schedules = 1 };

    result->interleave.enumeration.replayed = true;
    if (!schedule_decode(text, strlen(text), &schedule)) {
        format(result->reason, REASON_SIZE, "schedule=%s is not a valid schedule", text);
        return INTERLEAVE_IMPOSSIBLE;
    }
    do {
        model_choose(variant, STEP_BY_ACCESSES);
        if (!trace_schedule(variant, &schedule, &trace))
            return impossible(&schedule, trace.schedule.count, result);
        outcome_set_start(&self->by_access, model_judge);
        enumerated_end(&self->by_access, &end);
    } while (--count && !self->by_access.torn && variant++);
    outcome_set_tally(&self->by_access, &result->tallies.tally[0]);
    keep_outcomes(self, variant);
    result->interleave.enumeration.schedules = 1;
    result->interleave.trace = &trace;
    return INTERLEAVE_DONE;
}

enum interleave_end interleave_run(const struct environment *environment,
                                   const struct litmus_options *options,
                                   struct result *result)
{
    static struct exploration exploration; /* too large for the stack */
    struct variant variant[VARIANTS_MAX];
    unsigned count = variants_of(result->trial, variant);
    uint64_t begun_us = clock_us();
    enum interleave_end end;

    memset(&result->tallies, 0, sizeof(result->tallies));
    memset(&result->interleave, 0, sizeof(result->interleave));
    result->tallies.settings = 1;
    result->tallies.tally[0].passes = 1;
    result->tallies.tally[0].first_tear_us = NOT_YET;
    exploration.result = result;
    exploration.seed = options->seed;
    if (!enumerate_ready())
        return no_memory(result);
    model_init();
    if (options->schedule)
        end = replay(&exploration, variant, count, options->schedule);
    else
        end = run_all(&exploration, environment, variant, count);
    /* Restores the kernel's mappings. */
    model_end();
    result->tallies.total_us = clock_us() - begun_us;
    return end;
}

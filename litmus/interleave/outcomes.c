#include "litmus/interleave/outcomes.h"

#include "lib/format.h"
#include "litmus/interleave/report.h"
#include "litmus/judge/histogram.h"
#include "litmus/trials/trial.h"

enum { WORD_SIZE = 12, NO_WORD = -1, SWAP_HIGH = 10, SWAP_LOW = 2, ODD_LOW = 4 };
_Static_assert(INTERLEAVE_ROUNDS <= 2, "the conditions below know generations up to 3");

/* The condition under which a present entry's words do not belong together. */
static const char *torn_condition(enum low_words lows)
{
    return lows == LOWS_EQUAL ? "low=1 /\\ ~(high=1 \\/ high=2 \\/ high=3)"
                              : "low=1 /\\ ~(high=2) \\/ low=5 /\\ ~(high=1 \\/ high=3)";
}

static int high_number(uint32_t high, enum low_words lows)
{
    uint32_t generation = entry_generation(high);

    if (!high)
        return 0;
    if (entry_encode(INTERLEAVE_SLOT, generation, lows).pte_high == high)
        return (int)generation;
    if (entry_encode_swap(INTERLEAVE_SLOT, generation, lows).pte_high == high)
        return (int)generation + SWAP_HIGH;
    return NO_WORD;
}

static int low_number(uint32_t low, enum low_words lows)
{
    if (!low)
        return 0;
    for (uint32_t odd = 0; odd <= 1; odd++) {
        int more = odd && lows != LOWS_EQUAL ? ODD_LOW : 0;
        if (entry_encode(INTERLEAVE_SLOT, odd, lows).pte_low == low)
            return 1 + more;
        if (entry_encode_swap(INTERLEAVE_SLOT, odd, lows).pte_low == low)
            return SWAP_LOW + more;
    }
    return NO_WORD;
}

static void name_word(int number, uint32_t word, char text[WORD_SIZE])
{
    if (number == NO_WORD)
        format(text, WORD_SIZE, "0x%x", word);
    else
        format(text, WORD_SIZE, "%d", number);
}

static void report_state(struct histogram *histogram, const struct outcomes *outcomes,
                         const struct outcome *outcome)
{
    char low[WORD_SIZE], high[WORD_SIZE], state[48];
    pte_t pte = outcome->pte;

    name_word(low_number(pte.pte_low, outcomes->lows), pte.pte_low, low);
    name_word(high_number(pte.pte_high, outcomes->lows), pte.pte_high, high);
    format(state, sizeof(state), "high=%s; low=%s;", high, low);
    histogram_state(histogram, outcome->schedules, reading_wrong(outcome->reading),
                    state);
}

static void report_one(struct line_sink *sink, const char *name, bool forbidden,
                       const struct outcomes *outcomes)
{
    const struct outcome_set *outcome_set = &outcomes->outcome_set;
    char full_name[TRIAL_NAME_SIZE + 16];
    struct histogram histogram;

    format(full_name, sizeof(full_name), "%s%s", name,
           outcomes->second ? "+alternating" : "");
    /* Without a line in between, mcompare7 takes the second block for a part of the
     * first. */
    if (outcomes->second)
        line(sink, "#   and with alternating low words:");
    histogram_begin(&histogram, sink, full_name, forbidden, outcome_set->count);
    for (unsigned i = 0; i < outcome_set->count; i++)
        report_state(&histogram, outcomes, &outcome_set->outcome[i]);
    histogram_end(&histogram, torn_condition(outcomes->lows));
}

void report_outcomes(struct line_sink *sink, const char *name, bool forbidden,
                     const struct outcomes *outcomes, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        report_one(sink, name, forbidden, &outcomes[i]);
}

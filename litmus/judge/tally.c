#include "litmus/judge/tally.h"

#include "lib/divide.h"
#include "lib/string.h"

const char *sweep_name(enum sweep sweep)
{
    static const char *const names[SWEEPS] = { "opposed", "chase", "shuffled", "hot" };
    return sweep < SWEEPS ? names[sweep] : "?";
}

uint64_t tally_torn(const struct tally *tally)
{
    uint64_t torn = 0;
    for (unsigned r = 0; r < READINGS; r++)
        if (reading_wrong(r))
            torn += tally->reading[r];
    return torn;
}

void tally_add(struct tally *sum, const struct tally *one)
{
    for (unsigned r = 0; r < READINGS; r++)
        sum->reading[r] += one->reading[r];
    sum->retries += one->retries;
    sum->passes += one->passes;
    sum->pending += one->pending;
    sum->flushes += one->flushes;
    sum->waits += one->waits;
    sum->pinned += one->pinned;
    sum->programs += one->programs;
    sum->elapsed_us += one->elapsed_us;
    if (one->first_tear_us < sum->first_tear_us)
        sum->first_tear_us = one->first_tear_us;
}

void tally_sum(const struct tallies *tallies, struct tally *sum)
{
    memset(sum, 0, sizeof(*sum));
    sum->first_tear_us = NOT_YET;
    for (unsigned i = 0; i < tallies->settings; i++)
        tally_add(sum, &tallies->tally[i]);
}

uint64_t tally_reads(const struct tally *tally)
{
    uint64_t reads = 0;
    for (unsigned r = 0; r < READINGS; r++)
        reads += tally->reading[r];
    return reads;
}

uint64_t tally_per_second(uint64_t count, uint64_t elapsed_us)
{
    return elapsed_us ? scale(count, 1000000, elapsed_us) : 0;
}

uint64_t tally_tears_per_second(const struct tally *tally)
{
    return tally_per_second(tally_torn(tally), tally->elapsed_us);
}

uint32_t tally_ms(uint64_t us)
{
    return (uint32_t)divide32(us, 1000, NULL);
}

int tally_best(const struct tallies *tallies)
{
    int best = -1;
    for (unsigned i = 0; i < tallies->settings; i++) {
        const struct tally *tally = &tallies->tally[i];
        if (tally_torn(tally) &&
            (best < 0 || tally_tears_per_second(tally) >
                             tally_tears_per_second(&tallies->tally[best])))
            best = (int)i;
    }
    return best;
}

#include "litmus/bench/statistics.h"

#include "lib/divide.h"

/* Insertion sort is enough for a few hundred samples. */
void sort_samples(uint64_t *samples, unsigned count)
{
    for (unsigned i = 1; i < count; i++) {
        uint64_t sample = samples[i];
        unsigned place = i;
        for (; place && samples[place - 1] > sample; place--)
            samples[place] = samples[place - 1];
        samples[place] = sample;
    }
}

/* The smallest of the sorted samples that `percent` of them do not exceed. */
static uint64_t rank(const uint64_t *samples, unsigned count, unsigned percent)
{
    unsigned number = (count * percent + 99) / 100;
    return samples[number ? number - 1 : 0];
}

static uint64_t cost(uint64_t ticks, uint32_t times)
{
    return scale(ticks, SPREAD_PARTS, times);
}

struct spread spread_of(uint64_t *samples, unsigned count, uint32_t times)
{
    if (!count)
        return (struct spread){ 0 };
    sort_samples(samples, count);
    return (struct spread){
        .samples = count,
        .min = cost(samples[0], times),
        .q1 = cost(rank(samples, count, 25), times),
        .median = cost(rank(samples, count, 50), times),
        .q3 = cost(rank(samples, count, 75), times),
        .p90 = cost(rank(samples, count, 90), times),
        .max = cost(samples[count - 1], times),
    };
}

static uint64_t in_ns(uint64_t ticks, uint32_t khz)
{
    return scale(ticks, 1000000, khz);
}

struct spread spread_in_ns(const struct spread *ticks, uint32_t khz)
{
    return (struct spread){
        .samples = ticks->samples,
        .min = in_ns(ticks->min, khz),
        .q1 = in_ns(ticks->q1, khz),
        .median = in_ns(ticks->median, khz),
        .q3 = in_ns(ticks->q3, khz),
        .p90 = in_ns(ticks->p90, khz),
        .max = in_ns(ticks->max, khz),
    };
}

uint64_t ratio_of(uint64_t a, uint64_t b)
{
    return b ? (scale(a, 2ull * SPREAD_PARTS, b) + 1) >> 1 : 0;
}

/* The position at `height` on the line from (from, low) to (to, high), rounded up. */
static unsigned between(unsigned from, unsigned to, uint64_t low, uint64_t high,
                        uint64_t height)
{
    struct division part = divide64((to - from) * (height - low), high - low);
    return from + (unsigned)part.quotient + (part.remainder != 0);
}

unsigned crossover(const unsigned *amount, const uint64_t *each, unsigned count,
                   uint64_t always)
{
    for (unsigned i = 0; i < count; i++) {
        if (each[i] < always)
            continue;
        if (!i)
            return amount[0];
        return between(amount[i - 1], amount[i], each[i - 1], each[i], always);
    }
    return 0;
}

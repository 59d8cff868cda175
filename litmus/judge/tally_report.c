#include "litmus/judge/tally_report.h"

#include "lib/format.h"
#include "litmus/judge/histogram.h"

typedef unsigned long long ull;

void report_references(struct line_sink *sink, const struct tally *tally)
{
    if (tally->reading[READ_BACKED_OFF] || tally->pinned)
        line(sink, "#     references: backed_off=%llu pinned=%llu",
             (ull)tally->reading[READ_BACKED_OFF], (ull)tally->pinned);
}

/* One state for each kind of reading: P set or not; without P, whether any bit was set;
 * torn or not (0 no, else the kind). */
static void report_state(struct histogram *histogram, enum reading reading, ull count)
{
    bool torn = reading_wrong(reading);
    char state[48];

    format(state, sizeof(state), "P=%u; rubbish=%u; torn=%u;",
           reading == READ_INTACT || torn,
           reading == READ_RUBBISH || reading == READ_BACKED_OFF,
           torn ? reading - READ_TORN_ZERO + 1 : 0);
    histogram_state(histogram, count, torn, state);
}

void report_readings(struct line_sink *sink, const char *name, bool forbidden,
                     const struct tally *sum)
{
    struct histogram histogram;
    unsigned states = 0;

    for (unsigned r = 0; r < READINGS; r++)
        states += sum->reading[r] != 0;
    histogram_begin(&histogram, sink, name, forbidden, states);
    for (unsigned r = 0; r < READINGS; r++)
        if (sum->reading[r])
            report_state(&histogram, r, sum->reading[r]);
    histogram_end(&histogram, "not (torn=0)");
}

size_t tally_figures(const struct tallies *tallies, const struct tally *sum,
                     char *figures, size_t size)
{
    size_t length = format(figures, size, "torn=%llu accepted=%llu ms=%u",
                           (ull)tally_torn(sum), (ull)tally_accepted(sum),
                           tally_ms(tallies->total_us));

    if (sum->first_tear_us != NOT_YET && length < size)
        length += format(figures + length, size - length, " first_tear_ms=%u.%u",
                         sum->first_tear_us / 1000, sum->first_tear_us / 100 % 10);
    return length;
}

#include "litmus/judge/histogram.h"

typedef unsigned long long ull;

void histogram_begin(struct histogram *histogram, struct line_sink *sink,
                     const char *name, bool forbidden, unsigned states)
{
    *histogram = (struct histogram){ sink, name, forbidden, 0, 0 };
    line(sink, "Test %s %s", name, forbidden ? "Forbidden" : "Allowed");
    line(sink, "Histogram (%u states)", states);
}

void histogram_state(struct histogram *histogram, uint64_t count, bool witness,
                     const char *state)
{
    if (witness)
        histogram->witnesses += count;
    else
        histogram->others += count;
    line(histogram->sink, "%-10llu%c>%s", (ull)count, witness ? '*' : ':', state);
}

void histogram_end(const struct histogram *histogram, const char *condition)
{
    struct line_sink *sink = histogram->sink;
    ull seen = histogram->witnesses, others = histogram->others;
    bool forbidden = histogram->forbidden;

    line(sink, "%s", forbidden == !seen ? "Ok" : "No");
    line(sink, "Witnesses");
    line(sink, "Positive: %llu, Negative: %llu", forbidden ? others : seen,
         forbidden ? seen : others);
    line(sink, "Condition %sexists (%s)", forbidden ? "~" : "", condition);
    line(sink, "Observation %s %s %llu %llu", histogram->name,
         seen == 0     ? "Never"
         : others == 0 ? "Always"
                       : "Sometimes",
         seen, others);
}

#include "litmus/judge/bound.h"

#include "lib/compiler.h"
#include "lib/divide.h"
#include "lib/format.h"

/* ln 20, in thousandths, rounded up. */
enum { NONE_SEEN = 2996 };

struct rate bound_of_none(uint64_t reads)
{
    return (struct rate){ NONE_SEEN, reads };
}

/* Half of the chi-squared quantile at 5 % with 2 * seen degrees of freedom, rounded
 * down. */
static const uint16_t lower_limits[] = {
    0, 51, 355, 817, 1366, 1970, 2613, 3285, 3980, 4695, 5425,
};

/* Rounded up. */
static uint64_t square_root(uint64_t value)
{
    uint64_t root = 0;
    for (uint64_t bit = 1ull << 31; bit; bit >>= 1)
        if ((root | bit) * (root | bit) <= value)
            root |= bit;
    return root + (root * root < value);
}

uint64_t events_at_least(uint64_t seen)
{
    if (seen < ARRAY_SIZE(lower_limits))
        return lower_limits[seen];
    /* The root in thousandths, as far as the square fits. */
    uint64_t root = seen < 1000000000000ull ? square_root(seen * 1000000)
                                            : square_root(seen) * 1000;
    return seen * 1000 - scale(root, 1645, 1000) - 1;
}

uint64_t times_rarer(uint64_t reads, uint64_t torn, uint64_t accepted)
{
    return accepted
               ? divide32(scale(reads, events_at_least(torn), accepted), NONE_SEEN, NULL)
               : 0;
}

/* events / 1000 / reads = mantissa * 10^-(digits + 3), with 10 <= mantissa < 100. */
void rate_text(struct rate rate, char *text, size_t size)
{
    enum { MOST_DIGITS = 19 };
    uint64_t multiplier = 1, mantissa = scale(rate.events, 1, rate.reads);
    int digits = 0;

    if (!rate.events || !rate.reads) {
        format(text, size, "%s", rate.reads ? "0" : "?");
        return;
    }
    while (mantissa < 10 && digits < MOST_DIGITS) {
        multiplier *= 10;
        digits++;
        mantissa = scale(rate.events, multiplier, rate.reads);
    }
    mantissa += scale(mantissa, rate.reads, multiplier) < rate.events;
    for (; mantissa >= 100; digits--)
        mantissa = divide32(mantissa + 9, 10, NULL);
    format(text, size, "%u.%ue%d", (unsigned)mantissa / 10, (unsigned)mantissa % 10,
           -(digits + 2));
}

#include "arch/hpet.h"

#include <stdbool.h>
#include <stddef.h>

#include "lib/divide.h"

/* Registers (2.3), as 32-bit halves. */
enum { CAPABILITIES = 0x00, PERIOD = 0x04, CONFIGURATION = 0x10, COUNTER = 0xF0 };

#define REVISION 0xFFu     /* of CAPABILITIES; never 0 */
#define COUNTING (1u << 0) /* of CONFIGURATION */
#define LEGACY (1u << 1)   /* the same: takes over the interrupts of PIT and RTC */

#define FEMTOSECONDS_A_SECOND 1000000000000000ull
enum {
    PERIOD_LONGEST = 100000000, /* 100 ns (2.3.4) */
    PERIOD_SHORTEST = 1000000,  /* 1 GHz: 32 bits go round in 4 s */
    MOVE_TRIES = 1000,          /* a read takes 20 ns or more */
};

static uint32_t read(const volatile uint8_t *base, unsigned offset)
{
    return *(const volatile uint32_t *)(base + offset);
}

uint32_t hpet_read(const volatile uint8_t *base)
{
    return read(base, COUNTER);
}

static void let_it_count(volatile uint8_t *base)
{
    uint32_t configuration = read(base, CONFIGURATION);

    if (!(configuration & COUNTING))
        *(volatile uint32_t *)(base + CONFIGURATION) = (configuration & ~LEGACY) | COUNTING;
}

static bool moves(const volatile uint8_t *base)
{
    uint32_t first = hpet_read(base);

    for (int i = 0; i < MOVE_TRIES; i++)
        if (hpet_read(base) != first)
            return true;
    return false;
}

uint32_t hpet_start(volatile uint8_t *base, struct line_sink *sink)
{
    uint32_t capabilities = read(base, CAPABILITIES), period = read(base, PERIOD);

    if (!(capabilities & REVISION) || period < PERIOD_SHORTEST || period > PERIOD_LONGEST) {
        line(sink, "clock: HPET rejected: capabilities 0x%08x, %u fs a tick", capabilities,
             period);
        return 0;
    }
    let_it_count(base);
    if (moves(base))
        return (uint32_t)divide32(FEMTOSECONDS_A_SECOND, period, NULL);
    line(sink, "clock: HPET rejected: it stands still at 0x%x", hpet_read(base));
    return 0;
}

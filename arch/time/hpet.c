#include "arch/time/hpet.h"

#include <stdbool.h>
#include <stddef.h>

#include "lib/divide.h"

/* Registers (2.3), as 32-bit halves. */
enum {
    CAPABILITIES = 0x00,
    PERIOD = 0x04,
    CONFIGURATION = 0x10,
    COUNTER = 0xF0,
    TIMER = 0x100,
    TIMER_BYTES = 0x20
};

#define REVISION 0xFFu /* of CAPABILITIES; never 0 */
#define LAST_TIMER(capabilities) ((capabilities) >> 8 & 0x1F)
#define INTERRUPTS (1u << 2) /* of a timer's configuration (2.3.8) */
#define COUNTING (1u << 0)   /* of CONFIGURATION */
#define LEGACY (1u << 1)     /* the same: replaces the interrupts of PIT and RTC */

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
        *(volatile uint32_t *)(base + CONFIGURATION) = (configuration & ~LEGACY) |
                                                       COUNTING;
}

static bool moves(const volatile uint8_t *base)
{
    uint32_t first = hpet_read(base);

    for (int i = 0; i < MOVE_TRIES; i++)
        if (hpet_read(base) != first)
            return true;
    return false;
}

static bool believable(const volatile uint8_t *base)
{
    uint32_t period = read(base, PERIOD);

    return read(base, CAPABILITIES) & REVISION && period >= PERIOD_SHORTEST &&
           period <= PERIOD_LONGEST;
}

static void clear(volatile uint8_t *base, unsigned offset, uint32_t bits)
{
    *(volatile uint32_t *)(base + offset) = read(base, offset) & ~bits;
}

void hpet_take_back(volatile uint8_t *base, struct line_sink *sink)
{
    if (!believable(base))
        return;
    for (unsigned i = 0; i <= LAST_TIMER(read(base, CAPABILITIES)); i++) {
        unsigned offset = TIMER + i * TIMER_BYTES;
        if (!(read(base, offset) & INTERRUPTS))
            continue;
        line(sink, "left over: HPET timer %u sends interrupts (0x%x): it no longer does",
             i, read(base, offset));
        clear(base, offset, INTERRUPTS);
    }
    if (!(read(base, CONFIGURATION) & LEGACY))
        return;
    line(sink,
         "left over: the HPET replaces the 8254's interrupt (0x%x): it no longer does",
         read(base, CONFIGURATION));
    clear(base, CONFIGURATION, LEGACY);
}

uint32_t hpet_start(volatile uint8_t *base, struct line_sink *sink)
{
    if (!believable(base)) {
        line(sink, "clock: HPET rejected: capabilities 0x%08x, %u fs a tick",
             read(base, CAPABILITIES), read(base, PERIOD));
        return 0;
    }
    let_it_count(base);
    if (moves(base))
        return (uint32_t)divide32(FEMTOSECONDS_A_SECOND, read(base, PERIOD), NULL);
    line(sink, "clock: HPET rejected: it stands still at 0x%x", hpet_read(base));
    return 0;
}

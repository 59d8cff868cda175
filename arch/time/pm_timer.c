#include "arch/time/pm_timer.h"

#include "arch/cpu/instructions.h"

enum {
    READ_TRIES = 8,
    /* A read takes at least 50 ns, a tick 280 ns: it changes within 6 reads. */
    MOVE_TRIES = 2000,
    MOVES_WANTED = 3,
};

static uint32_t read_once(uint16_t port)
{
    return inl(port) & PM_TIMER_MASK;
}

uint32_t pm_timer_read(uint16_t port)
{
    uint32_t first = 0, second = 0, third = 0;

    for (int i = 0; i < READ_TRIES; i++) {
        first = read_once(port);
        second = read_once(port);
        third = read_once(port);
        uint32_t to_second = pm_timer_elapsed(first, second);
        uint32_t to_third = pm_timer_elapsed(first, third);
        if (to_second <= to_third)
            break;
    }
    return second;
}

bool pm_timer_moves(uint16_t port)
{
    uint32_t last = pm_timer_read(port);
    int moves = 0;

    for (int i = 0; i < MOVE_TRIES; i++) {
        uint32_t now = pm_timer_read(port);
        uint32_t step = pm_timer_elapsed(last, now);
        last = now;
        /* Half a turn is 2.3 s: no read takes that long, so the count went back. */
        if (step > PM_TIMER_MASK / 2)
            return false;
        if (step != 0 && ++moves == MOVES_WANTED)
            return true;
    }
    return false;
}

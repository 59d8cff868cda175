/* Who may move, and why not: the rules of the game (litmus/interleave/play.h). */
#include "litmus/interleave/play.h"

static bool context_enabled(enum actor actor)
{
    switch (live.stands[actor]) {
    case STANDS_FOR_ACK:
        return live.request == REQUEST_ACKED;
    case STANDS_FOR_LOCK:
        return !live.locked;
    case STANDS_DONE:
        return false;
    }
    return true;
}

/* The premise: the interrupt of a shootdown comes through while the reader's interrupts
 * are on, and not else. One that goes to other CPUs alone is answered at any time. */
static bool shootdown_enabled(void)
{
    if (live.request != REQUEST_ASKED)
        return false;
    const struct trial *trial = play_trial();
    return trial->flush_by_nmi || trial->flush_spares_reader || !live.reader_irqs_off;
}

uint32_t play_enabled(void)
{
    uint32_t enabled = 0;

    if (live.stands[ACTOR_READER] == STANDS_DONE || live.retries > RETRIES_MAX)
        return 0;
    for (unsigned actor = 0; actor < CONTEXTS; actor++)
        enabled |= (uint32_t)context_enabled(actor) << actor;
    return enabled | (uint32_t)shootdown_enabled() << ACTOR_SHOOTDOWN;
}

const char *play_obstacle(enum actor actor)
{
    if (actor == ACTOR_SHOOTDOWN)
        return live.request != REQUEST_ASKED ? "no shootdown is asked for"
                                             : "the reader's interrupts are off";
    if (actor == ACTOR_THIRD && !play_trial()->third)
        return "this trial has no third CPU";
    switch (live.stands[actor]) {
    case STANDS_FOR_ACK:
        return "it waits for the ack";
    case STANDS_FOR_LOCK:
        return "it waits for the lock";
    case STANDS_DONE:
        return "it has ended";
    }
    return "the schedule is over";
}

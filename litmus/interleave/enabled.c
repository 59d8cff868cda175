/* Which threads are enabled, and why the others are not (litmus/interleave/model.h). */
#include "litmus/interleave/model.h"

static bool context_enabled(enum thread thread)
{
    switch (live.thread_status[thread]) {
    case THREAD_IS_FOR_ACK:
        return live.request == REQUEST_ACKED;
    case THREAD_IS_FOR_LOCK:
        return !live.locked;
    case THREAD_IS_DONE:
        return false;
    }
    return true;
}

/* The premise: the reader's CPU takes the interrupt of a shootdown only while its
 * interrupts are on. A shootdown for other CPUs alone is acknowledged at any time. */
static bool shootdown_enabled(void)
{
    if (live.request != REQUEST_ASKED)
        return false;
    const struct trial *trial = model_trial();
    return trial->flush_by_nmi || trial->flush_spares_reader || !live.reader_irqs_off;
}

uint32_t model_enabled(void)
{
    uint32_t enabled = 0;

    if (live.thread_status[THREAD_READER] == THREAD_IS_DONE || live.retries > RETRIES_MAX)
        return 0;
    for (unsigned thread = 0; thread < CONTEXTS; thread++)
        enabled |= (uint32_t)context_enabled(thread) << thread;
    return enabled | (uint32_t)shootdown_enabled() << THREAD_SHOOTDOWN;
}

const char *model_obstacle(enum thread thread)
{
    if (thread == THREAD_SHOOTDOWN)
        return live.request != REQUEST_ASKED ? "no shootdown is asked for"
                                             : "the reader's interrupts are off";
    if (thread == THREAD_THIRD && !model_trial()->third)
        return "this trial has no third CPU";
    switch (live.thread_status[thread]) {
    case THREAD_IS_FOR_ACK:
        return "it waits for the ack";
    case THREAD_IS_FOR_LOCK:
        return "it waits for the lock";
    case THREAD_IS_DONE:
        return "it has ended";
    }
    return "the schedule is over";
}

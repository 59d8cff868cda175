/*
 * A schedule names the thread of each step, in order. Its text is short enough for the
 * kernel's command line: a letter for each step, followed by a number if the same thread
 * makes several steps in a row, as in "r2w4ir". Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum thread {
    THREAD_READER,    /* r */
    THREAD_WRITER,    /* w */
    THREAD_THIRD,     /* t: the writer of a third CPU */
    THREAD_SHOOTDOWN, /* i: the interrupt, taken and acknowledged on the reader's CPU */
    THREADS,
};

enum {
    SCHEDULE_MOVES_MAX = 127,
    /* With NUL; "r12" is never longer than the steps that it stands for. */
    SCHEDULE_TEXT_SIZE = SCHEDULE_MOVES_MAX + 1,
};

struct schedule {
    unsigned count;
    uint8_t thread[SCHEDULE_MOVES_MAX];
};

/* The text, NUL-terminated. */
void schedule_encode(const struct schedule *schedule, char text[SCHEDULE_TEXT_SIZE]);
/* False if the text is not a schedule, is empty or has too many steps. */
bool schedule_decode(const char *text, size_t length, struct schedule *schedule);

/*
 * Goes from one schedule to the next, in the order reader before writer and so on.
 * enabled[i] are the threads that were enabled at step i, a bit each. Shortens the
 * schedule to the beginning of the next one. The caller continues it with the first
 * enabled thread until it is over. False if this was the last schedule.
 */
bool schedule_next(struct schedule *schedule, const uint32_t *enabled);

char thread_letter(enum thread thread);
/* "reader" and so on. */
const char *thread_name(enum thread thread);

/*
 * The number of ways to merge the steps of several threads, each in its own order, into
 * one sequence: the multinomial coefficient, modulo 2^64. For two threads it is the
 * binomial coefficient. The coefficients of real code exceed 2^64. Sums of schedules are
 * modulo 2^64 too, so the two can be compared.
 */
uint64_t interleavings(const unsigned moves[THREADS]);

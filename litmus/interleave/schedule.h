/*
 * A schedule: who makes the next move, move after move. Its text is short enough for the
 * kernel's command line: a letter for each move, and a number behind it where the same
 * one moves several times on end, as in "r2w4ir". Pure; also compiled on the host.
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
    /* With NUL; a number is never longer than the moves that it stands for. */
    SCHEDULE_TEXT_SIZE = SCHEDULE_MOVES_MAX + 1,
};

struct schedule {
    unsigned count;
    uint8_t thread[SCHEDULE_MOVES_MAX];
};

/* The text, NUL-terminated. */
void schedule_encode(const struct schedule *schedule, char text[SCHEDULE_TEXT_SIZE]);
/* False if the text is no schedule, is empty or has too many moves. */
bool schedule_decode(const char *text, size_t length, struct schedule *schedule);

/*
 * From one schedule to the next, in the order in which a reader moves before a writer and
 * so on. enabled[i] are the threads that could have made move i, a bit for each. Shortens
 * the schedule to what the next one begins with; it goes on with the first thread that may
 * move, until it is over. False if this was the last one.
 */
bool schedule_next(struct schedule *schedule, const uint32_t *enabled);

char thread_letter(enum thread thread);
/* "reader" and so on. */
const char *thread_name(enum thread thread);

/*
 * In how many ways the moves of several threads, in order for each of them, can be merged
 * into one sequence: the multinomial coefficient, modulo 2^64. For two threads that is the
 * binomial coefficient. Modulo, because the coefficients of real code pass 2^64; sums of
 * schedules are taken modulo 2^64 too, so that they can still be compared.
 */
uint64_t interleavings(const unsigned moves[THREADS]);

/*
 * The newest bytes of the log, kept in memory for scrolling. A place in it is the number
 * of bytes before it, counted from the beginning of the log. Pure.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct log_ring {
    char *bytes;
    uint32_t size;  /* a power of two */
    uint32_t total; /* bytes ever written; the log is shorter than 4 GiB */
};

/* An output of the log; the context is the struct log_ring. */
void log_ring_write(void *context, const char *bytes, size_t length, uint32_t *sent);

/* The place of the oldest whole line that is kept. */
uint32_t log_ring_oldest(const struct log_ring *ring);
/* The byte at a place between the oldest and the end. */
char log_ring_at(const struct log_ring *ring, uint32_t place);

/*
 * The same as rows of a screen that is `columns` wide: a long line takes several. `place`
 * is the beginning of a row. The end (ring->total) counts as the row after the last.
 */
uint32_t log_ring_next_row(const struct log_ring *ring, uint32_t place, unsigned columns);
uint32_t log_ring_row_before(const struct log_ring *ring, uint32_t place,
                             unsigned columns);
/* The text of that row, without its end of line; `text` has room for columns + 1. */
void log_ring_row(const struct log_ring *ring, uint32_t place, unsigned columns,
                  char *text);

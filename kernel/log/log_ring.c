#include "kernel/log/log_ring.h"

#include "lib/compiler.h"

void log_ring_write(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    struct log_ring *ring = context;

    for (size_t i = 0; i < length; i++) {
        ring->bytes[ring->total & (ring->size - 1)] = bytes[i];
        ring->total++;
        WRITE_ONCE(*sent, *sent + 1);
    }
}

char log_ring_at(const struct log_ring *ring, uint32_t place)
{
    return ring->bytes[place & (ring->size - 1)];
}

uint32_t log_ring_oldest(const struct log_ring *ring)
{
    if (ring->total <= ring->size)
        return 0;
    uint32_t place = ring->total - ring->size;
    while (place < ring->total && log_ring_at(ring, place++) != '\n')
        ;
    return place;
}

uint32_t log_ring_next_row(const struct log_ring *ring, uint32_t place, unsigned columns)
{
    for (unsigned column = 0; place < ring->total; place++) {
        char byte = log_ring_at(ring, place);
        if (byte == '\n')
            return place + 1;
        if (byte == '\r')
            continue;
        if (column++ == columns)
            return place;
    }
    return place;
}

static uint32_t line_start(const struct log_ring *ring, uint32_t place, uint32_t oldest)
{
    while (place > oldest && log_ring_at(ring, place - 1) != '\n')
        place--;
    return place;
}

uint32_t log_ring_row_before(const struct log_ring *ring, uint32_t place,
                             unsigned columns)
{
    uint32_t oldest = log_ring_oldest(ring);

    if (place <= oldest)
        return oldest;
    uint32_t row = line_start(ring, place - 1, oldest);
    for (;;) {
        uint32_t next = log_ring_next_row(ring, row, columns);
        if (next >= place || next == row)
            return row;
        row = next;
    }
}

void log_ring_row(const struct log_ring *ring, uint32_t place, unsigned columns,
                  char *text)
{
    unsigned column = 0;

    for (; place < ring->total && column < columns; place++) {
        char byte = log_ring_at(ring, place);
        if (byte == '\n')
            break;
        if (byte != '\r')
            text[column++] = byte;
    }
    text[column] = '\0';
}

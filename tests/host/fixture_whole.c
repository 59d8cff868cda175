#include "tests/host/fixture_whole.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/cksum.h"

enum { TEXT_MAX = 512 * 1024 };

static char text[TEXT_MAX], last[512], before[512];

/* Without carriage returns. */
static size_t strip(const char *bytes, size_t length)
{
    size_t size = 0;

    for (size_t i = 0; i < length && size < sizeof(text); i++)
        if (bytes[i] != '\r')
            text[size++] = bytes[i];
    return size;
}

/* Cuts the last line off the `size` bytes. Returns the remaining size. */
static size_t take_line(size_t size, char *line, size_t room)
{
    size_t start = size ? size - 1 : 0;

    while (start > 0 && text[start - 1] != '\n')
        start--;
    snprintf(line, room, "%.*s", (int)(size ? size - 1 - start : 0), &text[start]);
    return start;
}

const char *log_fault(const char *bytes, size_t length, bool verdict)
{
    static char fault[1024];
    size_t size = strip(bytes, length);
    unsigned long lines = 0, said_lines, said_cksum, cksum;

    if (size == 0 || text[size - 1] != '\n')
        return "the last line has no end";
    size = take_line(size, last, sizeof(last));
    cksum = cksum_finish(cksum_update(CKSUM_START, text, size), size);
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    take_line(size, before, sizeof(before));
    if (sscanf(last, "# end lines=%lu cksum=%lu", &said_lines, &said_cksum) != 2)
        snprintf(fault, sizeof(fault), "no end line, but: %s", last);
    else if (said_lines != lines)
        snprintf(fault, sizeof(fault), "the end line says %lu lines, the log has %lu",
                 said_lines, lines);
    else if (said_cksum != cksum)
        snprintf(fault, sizeof(fault), "the end line says cksum %lu, the log has %lu",
                 said_cksum, cksum);
    else if (verdict && strncmp(before, "# verdict ", 10) != 0)
        snprintf(fault, sizeof(fault), "no verdict before the end line, but: %s", before);
    else
        return NULL;
    return fault;
}

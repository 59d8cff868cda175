#include "tests/host/fixture_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i < length; i++)
        if (text[i] < 0x20 || text[i] > 0x7E || length > LINE_MAX_LENGTH) {
            fprintf(stderr, "bad line, length %zu, byte 0x%02x at %zu: %s\n", length,
                    (unsigned char)text[i], i, text);
            abort();
        }
}

static void emit(struct line_sink *sink, const char *text)
{
    struct fixture_lines *self = (struct fixture_lines *)sink;

    check(text);
    if (self->count < FIXTURE_LINES_MAX)
        strcpy(self->text[self->count], text);
    self->count++;
}

struct line_sink *fixture_lines_start(struct fixture_lines *self)
{
    self->sink.emit = emit;
    self->count = 0;
    return &self->sink;
}

static unsigned kept(const struct fixture_lines *self)
{
    return self->count < FIXTURE_LINES_MAX ? self->count : FIXTURE_LINES_MAX;
}

bool fixture_lines_have(const struct fixture_lines *self, const char *part)
{
    for (unsigned i = 0; i < kept(self); i++)
        if (strstr(self->text[i], part) != NULL)
            return true;
    return false;
}

void fixture_lines_print(const struct fixture_lines *self)
{
    for (unsigned i = 0; i < kept(self); i++)
        printf("# said: %s\n", self->text[i]);
}

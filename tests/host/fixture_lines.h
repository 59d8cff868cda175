/*
 * A line sink that remembers, and that holds every line to the promise of lib/line.h: not
 * too long, and printable ASCII, whatever bytes a table of firmware has for text.
 */
#pragma once

#include <stdbool.h>

#include "lib/line.h"

enum { FIXTURE_LINES_MAX = 64 };

struct fixture_lines {
    struct line_sink sink; /* first, so that emit() finds the rest */
    unsigned count;        /* all lines, also those beyond FIXTURE_LINES_MAX */
    char text[FIXTURE_LINES_MAX][LINE_MAX_LENGTH + 1];
};

/* Forgets all lines; returns the sink to hand on. A bad line aborts the program. */
struct line_sink *fixture_lines_start(struct fixture_lines *self);

/* Whether any line contains the text. */
bool fixture_lines_have(const struct fixture_lines *self, const char *part);

/* All lines to standard output, for a test that is about to fail. */
void fixture_lines_print(const struct fixture_lines *self);

/* For cmocka tests: fails, after printing all lines, where none contains the text; or
 * where one does. */
#define assert_said(lines, part)                                                         \
    do {                                                                                 \
        if (!fixture_lines_have(lines, part)) {                                          \
            fixture_lines_print(lines);                                                  \
            fail_msg("no line has: %s", part);                                           \
        }                                                                                \
    } while (0)
#define assert_not_said(lines, part)                                                     \
    do {                                                                                 \
        if (fixture_lines_have(lines, part)) {                                           \
            fixture_lines_print(lines);                                                  \
            fail_msg("a line has: %s", part);                                            \
        }                                                                                \
    } while (0)

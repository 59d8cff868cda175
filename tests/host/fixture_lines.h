/*
 * A line sink that records lines, and checks the contract of lib/line.h for each: not too
 * long, and printable ASCII, whatever bytes a firmware table has as text.
 */
#pragma once

#include <stdbool.h>

#include "lib/line.h"

enum { FIXTURE_LINES_MAX = 64 };

struct fixture_lines {
    struct line_sink sink; /* first, so that emit() finds the rest */
    unsigned count;        /* all lines, including those beyond FIXTURE_LINES_MAX */
    char text[FIXTURE_LINES_MAX][LINE_MAX_LENGTH + 1];
};

/* Forgets all lines; returns the sink for the code under test. A bad line aborts the
 * program. */
struct line_sink *fixture_lines_start(struct fixture_lines *self);

/* Returns true if any line contains the text. */
bool fixture_lines_have(const struct fixture_lines *self, const char *part);

/* Prints all lines to standard output, for a test that is about to fail. */
void fixture_lines_print(const struct fixture_lines *self);

/* For cmocka tests: fail, after printing all lines, if no line contains the text; or if
 * one does. */
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

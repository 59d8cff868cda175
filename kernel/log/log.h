/*
 * The log: one stream of lines (kernel/log/log_stream.h) to every output. Any CPU may log,
 * with interrupts on or off; lines of several CPUs do not mix. Not from an NMI handler,
 * which may have interrupted this CPU while it was logging; a panic there is fine
 * (log_emergency).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/log/log_stream.h"
#include "lib/line.h"

/* Adds an output, of four at most, which gets what was logged before at once. It is
 * called with the log locked and interrupts off: it may not log, and its every wait has a
 * limit. */
void log_add_output(log_write *write, void *context);

/* Formats (lib/format.h) and adds one line: printable ASCII, all else becomes '?', at
 * most LINE_MAX_LENGTH bytes, cut with "...". */
void log_line(const char *fmt, ...) __printf_like(1, 2);

/* The log for those who report by lib/line.h. Lines to the second one get "# " in front,
 * which makes them comments for a TAP parser, unless they have it. */
struct line_sink *log_sink(void);
struct line_sink *log_comment_sink(void);

/* Adds a line "# progress ...", but only where a task, since the first call after any
 * other line, has taken 2 s, and at most once a second. */
void log_progress(uint64_t now_us, const char *fmt, ...) __printf_like(2, 3);

/* Adds the end line: the number of lines before it, and their checksum. */
void log_end(void);

/*
 * For a panic: makes the log this CPU's own, so that it works even if another CPU, or
 * this one, holds its lock and will never give it back. Waits some seconds at the most for
 * another that is in the middle of a line. From now on lines of other CPUs are dropped.
 * Returns false where another CPU has done this before: that one speaks.
 */
bool log_emergency(void);

/* After that, when no other CPU runs: finishes the line that was interrupted, where one was,
 * on each output. An output that fails again and again is given up. */
void log_resume(void);

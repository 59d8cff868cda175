/*
 * The log: one stream of lines (kernel/log/log_stream.h) to every output. Any CPU may
 * log, with interrupts on or off; lines of several CPUs do not mix. An NMI handler must
 * not log, because it may have interrupted this CPU while it was logging; a panic there
 * is fine (log_emergency).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/log/log_stream.h"
#include "lib/line.h"

/* Adds an output, at most LOG_OUTPUTS_MAX, and sends it the earlier lines at once. The
 * output is called with the log locked and interrupts off: it must not log, and its every
 * wait has a limit. */
void log_add_output(log_write *write, void *context);

/* Formats (lib/format.h) and adds one line of at most LINE_MAX_LENGTH bytes, cut with
 * "...". Bytes that are not printable ASCII become '?'. */
void log_line(const char *fmt, ...) __printf_like(1, 2);

/* The log as a sink of lib/line.h. The second one puts "# " before each line that lacks
 * it, which makes the line a comment for a TAP parser. */
struct line_sink *log_sink(void);
struct line_sink *log_comment_sink(void);

/* Adds a line "# progress ...", but only if the task (it starts with the first call after
 * any other line) has taken 2 s, and at most once a second. */
void log_progress(uint64_t now_us, const char *fmt, ...) __printf_like(2, 3);

/* Adds the end line: the number of lines before it, and their checksum. */
void log_end(void);

/*
 * For a panic: makes the log this CPU's own, so that it works even if another CPU, or
 * this one, holds its lock for ever. Waits at most some seconds for another CPU in the
 * middle of a line. From then on lines of other CPUs are dropped. Returns false if
 * another CPU did this before: that CPU reports.
 */
bool log_emergency(void);

/* Call it after log_emergency(), when no other CPU runs: finishes the interrupted line,
 * if there is one, on each output. An output that fails repeatedly is dropped. */
void log_resume(void);

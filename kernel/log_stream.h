/*
 * The log as a stream of bytes: what is done to a line on its way out, the count of lines
 * and their checksum, the outputs, and what an output that comes late is told. Pure, and
 * without a lock: kernel/log.h is the kernel's one log.
 *
 * Every line is printable ASCII and ends in CR LF. The checksum is POSIX cksum's over the
 * lines with LF ends, so that
 *
 *     tr -d '\r' < log | sed '$d' | cksum
 *
 * agrees with the last line, "# end lines=N cksum=C", of a log that arrived whole.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/line.h"

enum {
    LOG_OUTPUTS_MAX = 4,
    LOG_EARLY_SIZE = 16 * 1024,
};

typedef void log_write(void *context, const char *bytes, size_t length);

struct log_output {
    log_write *write; /* NULL once it is dropped */
    void *context;
};

struct log_stream {
    uint32_t lines; /* so far */
    uint32_t crc;   /* lib/cksum.h, unfinished, of them with LF ends */
    uint64_t bytes; /* in them with LF ends */

    struct log_output outputs[LOG_OUTPUTS_MAX];
    size_t output_count;
    struct log_output *writing; /* the output that is at work now, or NULL */

    char early[LOG_EARLY_SIZE]; /* the first lines, for outputs that come later */
    size_t early_size;
    uint32_t early_lines;

    struct {
        bool started;
        uint64_t start_us, last_us;
    } progress;
};

/* All zero is a stream at its beginning. */

/* Adds an output and writes to it what was logged before. Where that is more than was
 * kept, the output gets a line that says how much is missing, and its end line will not
 * agree. Returns false where there are LOG_OUTPUTS_MAX already. */
bool log_stream_add_output(struct log_stream *log, log_write *write, void *context);

/* Adds one line: at most LINE_MAX_LENGTH bytes of the text, other bytes than printable
 * ASCII replaced by '?'. */
void log_stream_line(struct log_stream *log, const char *text);

/* Adds the end line, about all lines before it. It may come more than once: the last one
 * counts. */
void log_stream_end(struct log_stream *log);

/* Whether it is time to say how far a long task is. A task starts with the first call
 * after an ordinary line. True once it has taken 2 s, and then once a second. */
bool log_stream_progress_due(struct log_stream *log, uint64_t now_us);

/* Adds a line without ending the task that log_stream_progress_due() observes. */
void log_stream_progress(struct log_stream *log, const char *text);

/* For a log whose last line was interrupted, and will never be finished, while an output
 * was at work: puts what comes now on a line of its own. With drop, that output gets
 * nothing any more: it is what failed. */
void log_stream_interrupted(struct log_stream *log, bool drop);

/*
 * The log as a stream of bytes: what is done to a line on its way out, the count of lines
 * and their checksum, the outputs, and what an output that comes late is told. Pure, and
 * without a lock: kernel/log/log.h is the kernel's one log.
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
    LOG_OUTPUTS_MAX = 5, /* ring, debug port, serial port, screen; and one of a self-test */
    LOG_EARLY_SIZE = 16 * 1024,
};

/*
 * Hands the bytes over, in their order, and adds to *sent as they leave: where that is
 * interrupted, and not gone on with, the log goes on there. What is given up need not be
 * counted.
 */
typedef void log_write(void *context, const char *bytes, size_t length, uint32_t *sent);

struct log_output {
    log_write *write; /* NULL once it is dropped */
    void *context;
    uint32_t sent;     /* bytes of the log that it has got, CR LF and all */
    uint32_t failures; /* how often it was interrupted ... */
    uint32_t failed_at; /* ... at this byte */
};

/* The log up to the end of a line. */
struct log_total {
    uint32_t lines;
    uint32_t crc;   /* lib/cksum.h, unfinished, of them with LF ends */
    uint64_t bytes; /* in them with LF ends */
    uint32_t size;  /* in bytes with CR LF; the log is shorter than 4 GiB */
    uint32_t length; /* of the last line, with CR LF */
    uint32_t early_size, early_lines;
};

/*
 * A line is added in one store, that to `now`; before it, nothing of the line is known, and
 * after it each output gets what it lacks. So there is no instruction at which a panic could
 * leave a line half in the log.
 */
struct log_stream {
    struct log_total total[2];
    uint32_t now; /* which of them counts */
    char text[LINE_MAX_LENGTH + 2]; /* the last line, with CR LF */

    struct log_output outputs[LOG_OUTPUTS_MAX];
    size_t output_count;
    struct log_output *writing; /* the output that is at work now, or NULL */

    char early[LOG_EARLY_SIZE]; /* the first lines, for outputs that come later */

    struct {
        bool started;
        uint64_t start_us, last_us;
    } progress;
};

/* All zero is a stream at its beginning. */

/* Adds an output and writes to it what was logged before. Where that is more than was
 * kept, the output gets a line that says how much is missing, and its end line will not
 * agree. One that is there already is not added again. Returns false where there are
 * LOG_OUTPUTS_MAX already. */
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

/* How many lines there are so far. */
uint32_t log_stream_lines(const struct log_stream *log);

/* For a log that was interrupted for good, at whatever instruction: each output gets the rest
 * of the last line. An output that has been interrupted LOG_FAILURES_MAX times at the same
 * byte is what failed, and is dropped. */
enum { LOG_FAILURES_MAX = 3 };
void log_stream_resume(struct log_stream *log);

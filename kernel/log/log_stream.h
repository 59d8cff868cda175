/*
 * The log as a stream of bytes: filters lines, counts them and their checksum, drives the
 * outputs, and sends earlier lines to an output that is added late. Pure, and without a
 * lock: kernel/log/log.h is the kernel's one log.
 *
 * Every line is printable ASCII and ends in CR LF. The checksum is POSIX cksum's over the
 * lines with LF ends, so that
 *
 *     tr -d '\r' < log | sed '$d' | cksum
 *
 * agrees with the last line, "# end lines=N cksum=C", of a complete log.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/line.h"

enum {
    LOG_OUTPUTS_MAX = 5, /* ring, debug port, serial port, screen; one for a self-test */
    LOG_EARLY_SIZE = 16 * 1024,
};

/*
 * Sends the bytes in order and adds to *sent as they leave: after an interruption that is
 * not resumed, the log continues from there. Bytes that the output gives up need not be
 * counted.
 */
typedef void log_write(void *context, const char *bytes, size_t length, uint32_t *sent);

struct log_output {
    log_write *write; /* NULL once it is dropped */
    void *context;
    uint32_t sent;      /* bytes of the log sent to it, including CR LF */
    uint32_t failures;  /* how often it was interrupted ... */
    uint32_t failed_at; /* ... at this byte */
};

/* The log up to the end of a line. */
struct log_total {
    uint32_t lines;
    uint32_t crc;    /* lib/cksum.h, unfinished, of the lines with LF ends */
    uint64_t bytes;  /* of the lines with LF ends */
    uint32_t size;   /* bytes with CR LF; the log is shorter than 4 GiB */
    uint32_t length; /* of the last line, with CR LF */
    uint32_t early_size, early_lines;
};

/*
 * One store, to `now`, adds a line: before it the line does not exist, and after it each
 * output gets what it lacks. So a panic at any instruction cannot leave half a line in
 * the log.
 */
struct log_stream {
    struct log_total total[2];
    uint32_t now;                   /* which of them is current */
    char text[LINE_MAX_LENGTH + 2]; /* the last line, with CR LF */

    struct log_output outputs[LOG_OUTPUTS_MAX];
    size_t output_count;
    struct log_output *writing; /* the output that is being written, or NULL */

    char early[LOG_EARLY_SIZE]; /* the first lines, for outputs added later */

    struct {
        bool started;
        uint64_t start_us, last_us;
    } progress;
};

/* A zeroed stream is an empty one. */

/* Adds an output and writes the earlier lines to it. If some were not kept, the output
 * gets a line that states how many are missing, and its end line does not match. An
 * output that is already there is not added again. Returns false if there are already
 * LOG_OUTPUTS_MAX. */
bool log_stream_add_output(struct log_stream *log, log_write *write, void *context);

/* Adds one line of at most LINE_MAX_LENGTH bytes; bytes that are not printable ASCII
 * become '?'. */
void log_stream_line(struct log_stream *log, const char *text);

/* Adds the end line for all lines before it. If there are several, the last one
 * counts. */
void log_stream_end(struct log_stream *log);

/* Returns true if it is time for a progress line: once the task has taken 2 s, then once
 * a second. A task starts with the first call after an ordinary line. */
bool log_stream_progress_due(struct log_stream *log, uint64_t now_us);

/* Adds a line without ending the task of log_stream_progress_due(). */
void log_stream_progress(struct log_stream *log, const char *text);

/* The number of lines so far. */
uint32_t log_stream_lines(const struct log_stream *log);

/* For a log that was interrupted for good, at any instruction: each output gets the rest
 * of the last line. An output that was interrupted LOG_FAILURES_MAX times at the same
 * byte caused the failure, and is dropped. */
enum { LOG_FAILURES_MAX = 3 };
void log_stream_resume(struct log_stream *log);

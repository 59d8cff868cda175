#include "kernel/log_stream.h"

#include "lib/cksum.h"
#include "lib/format.h"
#include "lib/string.h"

enum {
    LINE_END_LENGTH = 2,
    PROGRESS_AFTER_US = 2000000,
    PROGRESS_EVERY_US = 1000000,
};

_Static_assert(CKSUM_START == 0, "a zeroed stream is one at its beginning");

static void write_to(struct log_stream *log, struct log_output *output, const char *bytes,
                     size_t length)
{
    if (output->write == NULL)
        return;
    log->writing = output;
    output->write(output->context, bytes, length);
    log->writing = NULL;
}

static void write_to_all(struct log_stream *log, const char *bytes, size_t length)
{
    for (size_t i = 0; i < log->output_count; i++)
        write_to(log, &log->outputs[i], bytes, length);
}

/* Keeps whole lines only, and none after the first that did not fit. */
static void keep_early(struct log_stream *log, const char *bytes, size_t length)
{
    if (log->early_lines != log->lines || length > sizeof(log->early) - log->early_size)
        return;
    memcpy(&log->early[log->early_size], bytes, length);
    log->early_size += length;
    log->early_lines++;
}

static void write_early(struct log_stream *log, struct log_output *output)
{
    char text[LINE_MAX_LENGTH + 1];
    uint32_t missing = log->lines - log->early_lines;

    write_to(log, output, log->early, log->early_size);
    if (missing == 0)
        return;
    size_t length = format(text, sizeof(text),
                           "# log: %lu lines before this one were not kept\r\n",
                           (unsigned long)missing);
    write_to(log, output, text, length);
}

bool log_stream_add_output(struct log_stream *log, log_write *write, void *context)
{
    if (log->output_count == LOG_OUTPUTS_MAX)
        return false;
    struct log_output *output = &log->outputs[log->output_count++];
    *output = (struct log_output){.write = write, .context = context};
    write_early(log, output);
    return true;
}

void log_stream_progress(struct log_stream *log, const char *text)
{
    char bytes[LINE_MAX_LENGTH + LINE_END_LENGTH];
    size_t length = strnlen(text, LINE_MAX_LENGTH);

    for (size_t i = 0; i < length; i++)
        bytes[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
    bytes[length] = '\n';
    log->crc = cksum_update(log->crc, bytes, length + 1);
    log->bytes += length + 1;

    bytes[length] = '\r';
    bytes[length + 1] = '\n';
    keep_early(log, bytes, length + LINE_END_LENGTH);
    log->lines++;
    write_to_all(log, bytes, length + LINE_END_LENGTH);
}

void log_stream_line(struct log_stream *log, const char *text)
{
    log->progress.started = false;
    log_stream_progress(log, text);
}

void log_stream_end(struct log_stream *log)
{
    char text[LINE_MAX_LENGTH + 1];

    format(text, sizeof(text), "# end lines=%lu cksum=%lu", (unsigned long)log->lines,
           (unsigned long)cksum_finish(log->crc, log->bytes));
    log_stream_line(log, text);
}

/* A clock that went back starts the task again: late progress rather than a flood of it.
 * */
bool log_stream_progress_due(struct log_stream *log, uint64_t now_us)
{
    if (!log->progress.started || now_us < log->progress.last_us) {
        log->progress.started = true;
        log->progress.start_us = log->progress.last_us = now_us;
    }
    if (now_us - log->progress.start_us < PROGRESS_AFTER_US ||
        now_us - log->progress.last_us < PROGRESS_EVERY_US)
        return false;
    log->progress.last_us = now_us;
    return true;
}

void log_stream_interrupted(struct log_stream *log, bool drop)
{
    if (log->writing == NULL)
        return;
    if (drop)
        log->writing->write = NULL;
    log->writing = NULL;
    write_to_all(log, "\r\n", LINE_END_LENGTH);
}

#include "kernel/log/log_stream.h"

#include "lib/cksum.h"
#include "lib/compiler.h"
#include "lib/format.h"
#include "lib/string.h"

enum {
    LINE_END_LENGTH = 2,
    PROGRESS_AFTER_US = 2000000,
    PROGRESS_EVERY_US = 1000000,
};

_Static_assert(CKSUM_START == 0, "a zeroed stream is one at its beginning");

static struct log_total *total_now(struct log_stream *log)
{
    return &log->total[log->now];
}

uint32_t log_stream_lines(const struct log_stream *log)
{
    return log->total[log->now].lines;
}

static void write_to(struct log_stream *log, struct log_output *output, const char *bytes,
                     size_t length)
{
    if (output->write == NULL)
        return;
    log->writing = output;
    output->write(output->context, bytes, length, &output->sent);
    log->writing = NULL;
}

/* For an output that lacks more than the last line: it was added late. */
static void write_early(struct log_stream *log, struct log_output *output)
{
    const struct log_total *now = total_now(log);
    char text[LINE_MAX_LENGTH + 1];
    uint32_t missing = now->lines - now->early_lines;

    if (output->sent < now->early_size)
        write_to(log, output, &log->early[output->sent], now->early_size - output->sent);
    if (missing == 0)
        return;
    size_t length = format(text, sizeof(text),
                           "# log: %lu lines before this one were not kept\r\n",
                           (unsigned long)missing);
    write_to(log, output, text, length);
}

/* Gives an output all the bytes that it lacks. */
static void catch_up(struct log_stream *log, struct log_output *output)
{
    const struct log_total *now = total_now(log);
    uint32_t missing = now->size - output->sent;

    if (missing > now->length)
        write_early(log, output);
    else if (missing > 0)
        write_to(log, output, &log->text[now->length - missing], missing);
    output->sent = now->size;
}

static void catch_up_all(struct log_stream *log)
{
    for (size_t i = 0; i < log->output_count; i++)
        catch_up(log, &log->outputs[i]);
}

static bool is_output(const struct log_stream *log, log_write *write, const void *context)
{
    for (size_t i = 0; i < log->output_count; i++)
        if (log->outputs[i].write == write && log->outputs[i].context == context)
            return true;
    return false;
}

bool log_stream_add_output(struct log_stream *log, log_write *write, void *context)
{
    if (is_output(log, write, context))
        return true;
    if (log->output_count == LOG_OUTPUTS_MAX)
        return false;
    log->outputs[log->output_count] =
        (struct log_output){ .write = write, .context = context };
    barrier();
    WRITE_ONCE(log->output_count, log->output_count + 1);
    catch_up(log, &log->outputs[log->output_count - 1]);
    return true;
}

/* Keeps only whole lines; after the first that does not fit, no more. */
static void keep_early(struct log_stream *log, struct log_total *next)
{
    if (next->early_lines + 1 != next->lines ||
        next->length > sizeof(log->early) - next->early_size)
        return;
    memcpy(&log->early[next->early_size], log->text, next->length);
    next->early_size += next->length;
    next->early_lines++;
}

/* Makes the line in log->text part of the log. */
static void add_text(struct log_stream *log, uint32_t length)
{
    struct log_total *next = &log->total[!log->now];

    *next = *total_now(log);
    next->crc = cksum_update(next->crc, log->text, length);
    next->crc = cksum_update(next->crc, "\n", 1);
    next->bytes += length + 1;
    next->lines++;
    next->length = length + LINE_END_LENGTH;
    next->size += next->length;
    keep_early(log, next);
    barrier();
    WRITE_ONCE(log->now, !log->now);
    barrier();
}

void log_stream_progress(struct log_stream *log, const char *text)
{
    uint32_t length = (uint32_t)strnlen(text, LINE_MAX_LENGTH);

    for (uint32_t i = 0; i < length; i++)
        log->text[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
    log->text[length] = '\r';
    log->text[length + 1] = '\n';
    add_text(log, length);
    catch_up_all(log);
}

void log_stream_line(struct log_stream *log, const char *text)
{
    log->progress.started = false;
    log_stream_progress(log, text);
}

void log_stream_end(struct log_stream *log)
{
    const struct log_total *now = total_now(log);
    char text[LINE_MAX_LENGTH + 1];

    format(text, sizeof(text), "# end lines=%lu cksum=%lu", (unsigned long)now->lines,
           (unsigned long)cksum_finish(now->crc, now->bytes));
    log_stream_line(log, text);
}

/* If the clock went back, the task starts again: late progress is better than a flood of
 * it. */
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

/* An output that an outside event interrupted once goes on. */
static void note_failure(struct log_output *output)
{
    if (output->failed_at != output->sent)
        output->failures = 0;
    output->failed_at = output->sent;
    if (++output->failures >= LOG_FAILURES_MAX)
        output->write = NULL;
}

void log_stream_resume(struct log_stream *log)
{
    if (log->writing != NULL)
        note_failure(log->writing);
    log->writing = NULL;
    catch_up_all(log);
}

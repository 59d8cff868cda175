/*
 * kernel/log/log_stream.c. If one of these fails, a complete log looks damaged or a
 * damaged one complete, or the lines from before the serial port was opened are lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/log/log_stream.h"
#include "tests/host/fixture_whole.h"

struct capture {
    char bytes[64 * 1024];
    size_t length;
};

/* Interrupts an output in the middle of a line, as a fault in it does. */
static jmp_buf panicked;
static unsigned bytes_left; /* until the interruption; 0: never */

static void capture_write(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    struct capture *capture = context;

    assert_true(capture->length + length < sizeof(capture->bytes));
    for (size_t i = 0; i < length; i++) {
        capture->bytes[capture->length++] = bytes[i];
        capture->bytes[capture->length] = '\0';
        ++*sent;
        if (bytes_left && --bytes_left == 0)
            longjmp(panicked, 1);
    }
}

static struct log_stream stream;
static struct capture first, second, third;

static int reset(void **state)
{
    (void)state;
    memset(&stream, 0, sizeof(stream));
    memset(&first, 0, sizeof(first));
    memset(&second, 0, sizeof(second));
    memset(&third, 0, sizeof(third));
    bytes_left = 0;
    return 0;
}

static void test_lines_are_printable_and_end_in_crlf(void **state)
{
    char text[LINE_MAX_LENGTH + 20];

    (void)state;
    log_stream_add_output(&stream, capture_write, &first);
    log_stream_line(&stream, "KTAP version 1");
    log_stream_line(&stream, "");
    log_stream_line(&stream, "a\tb\nc\r\x7f\x80\xff \x1b[0m~");
    assert_string_equal(first.bytes, "KTAP version 1\r\n\r\na?b?c???? ?[0m~\r\n");
    assert_int_equal(log_stream_lines(&stream), 3);

    first.length = 0;
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    log_stream_line(&stream, text);
    assert_int_equal(first.length, LINE_MAX_LENGTH + 2);
    assert_int_equal(log_stream_lines(&stream), 4);
}

/* The command of docs/log.md, on the log in a file. */
static void check_by_command(const struct capture *log)
{
    char path[] = "/tmp/lohilo-log-XXXXXX", command[200], last[LINE_MAX_LENGTH + 1];
    unsigned long lines, cksum, expected_lines, expected_cksum;
    int file = mkstemp(path);

    assert_true(file >= 0);
    assert_int_equal(write(file, log->bytes, log->length), log->length);
    close(file);

    snprintf(command, sizeof(command), "tr -d '\\r' < %s | sed '$d' | cksum", path);
    FILE *output = popen(command, "r");
    assert_non_null(output);
    assert_int_equal(fscanf(output, "%lu", &expected_cksum), 1);
    assert_int_equal(pclose(output), 0);

    snprintf(command, sizeof(command),
             "tr -d '\\r' < %s | sed '$d' | wc -l; tail -n 1 %s", path, path);
    output = popen(command, "r");
    assert_non_null(output);
    assert_int_equal(fscanf(output, "%lu", &expected_lines), 1);
    assert_int_equal(fscanf(output, " %400[^\r]", last), 1);
    assert_int_equal(pclose(output), 0);
    unlink(path);

    assert_int_equal(sscanf(last, "# end lines=%lu cksum=%lu", &lines, &cksum), 2);
    assert_int_equal(lines, expected_lines);
    assert_int_equal(cksum, expected_cksum);
}

static void log_many(unsigned int count)
{
    char text[64];

    for (unsigned int i = 0; i < count; i++) {
        int blanks = (int)(i % 20);
        snprintf(text, sizeof(text), "ok %u - stress/pte/lockless%*s# torn=0", i, blanks,
                 "");
        log_stream_line(&stream, text);
    }
}

static void test_end_line_agrees_with_the_command(void **state)
{
    static const unsigned int counts[] = { 0, 1, 2, 10, 500 };

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        reset(state);
        log_stream_add_output(&stream, capture_write, &first);
        log_many(counts[i]);
        log_stream_progress(&stream, "# progress \xe2\x80\xa6");
        log_stream_end(&stream);
        check_by_command(&first);
    }
}

/* A panic after the end must leave a log that can still be checked. */
static void test_a_second_end_line_counts_the_first(void **state)
{
    (void)state;
    log_stream_add_output(&stream, capture_write, &first);
    log_many(3);
    log_stream_end(&stream);
    log_stream_line(&stream, "# panic: in the end action");
    log_stream_end(&stream);
    assert_non_null(strstr(first.bytes, "# end lines=5 "));
    check_by_command(&first);
}

static void test_a_late_output_gets_all_of_the_log(void **state)
{
    (void)state;
    log_stream_add_output(&stream, capture_write, &first);
    log_many(50);
    assert_true(log_stream_add_output(&stream, capture_write, &second));
    log_many(5);
    log_stream_end(&stream);
    assert_int_equal(second.length, first.length);
    assert_string_equal(second.bytes, first.bytes);
    check_by_command(&second);
}

/* With more than is kept: whole lines from the first on, and the number of missing
 * ones. */
static void test_a_very_late_output_is_told_what_it_lacks(void **state)
{
    unsigned int kept = 0, missing;

    (void)state;
    log_stream_add_output(&stream, capture_write, &first);
    log_many(1000);
    log_stream_add_output(&stream, capture_write, &second);

    char *note = strstr(second.bytes, "# log: ");
    assert_non_null(note);
    assert_true(note - second.bytes <= LOG_EARLY_SIZE);
    assert_memory_equal(second.bytes, first.bytes, (size_t)(note - second.bytes));
    assert_int_equal(note[-1], '\n');
    for (const char *at = second.bytes; at < note; at++)
        kept += *at == '\n';
    assert_int_equal(sscanf(note, "# log: %u lines", &missing), 1);
    assert_int_equal(kept + missing, 1000);

    /* A later short line would fit: it is not kept after a gap. */
    reset(state);
    log_many(1000);
    log_stream_line(&stream, "x");
    log_stream_add_output(&stream, capture_write, &second);
    assert_null(strstr(second.bytes, "\nx\r"));
}

static void test_outputs_are_limited(void **state)
{
    static struct capture many[LOG_OUTPUTS_MAX];

    (void)state;
    for (int i = 0; i < LOG_OUTPUTS_MAX; i++)
        assert_true(log_stream_add_output(&stream, capture_write, &many[i]));
    assert_false(log_stream_add_output(&stream, capture_write, &first));
    log_stream_line(&stream, "x");
    for (int i = 0; i < LOG_OUTPUTS_MAX; i++)
        assert_int_equal(many[i].length, 3);
    assert_int_equal(first.length, 0);
}

/* Progress must not flood a slow serial line, and a long trial must not look like a
 * hang. */
static void test_progress_starts_after_two_seconds_and_comes_once_a_second(void **state)
{
    static const struct {
        uint64_t ms;
        bool due;
    } calls[] = {
        { 100000, false }, { 100001, false }, { 101999, false }, { 102000, true },
        { 102001, false }, { 102999, false }, { 103000, true },  { 107000, true },
        { 107500, false }, { 108000, true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        bool due = log_stream_progress_due(&stream, calls[i].ms * 1000);
        assert_int_equal(due, calls[i].due);
        if (due)
            log_stream_progress(&stream, "# progress");
    }
}

static void test_an_ordinary_line_ends_the_task(void **state)
{
    const uint64_t s = 1000000;

    (void)state;
    assert_false(log_stream_progress_due(&stream, 1 * s));
    assert_true(log_stream_progress_due(&stream, 3 * s));
    log_stream_line(&stream, "ok 1");
    assert_false(log_stream_progress_due(&stream, 5 * s));
    assert_false(log_stream_progress_due(&stream, 6 * s));
    assert_true(log_stream_progress_due(&stream, 7 * s));
}

static void test_a_clock_that_goes_back_is_no_flood(void **state)
{
    const uint64_t s = 1000000;

    (void)state;
    assert_false(log_stream_progress_due(&stream, 10 * s));
    assert_true(log_stream_progress_due(&stream, 12 * s));
    assert_false(log_stream_progress_due(&stream, 5 * s));
    assert_false(log_stream_progress_due(&stream, 6 * s));
    assert_true(log_stream_progress_due(&stream, 7 * s));
}

/* A panic before the outputs are chosen opens the serial port, and a nested panic opens
 * it again: each line must appear once. */
static void test_an_output_is_added_once(void **state)
{
    (void)state;
    log_many(2);
    assert_true(log_stream_add_output(&stream, capture_write, &first));
    assert_true(log_stream_add_output(&stream, capture_write, &first));
    log_stream_end(&stream);
    check_by_command(&first);
}

/* An output that fails by a panic, as an exception in it does. */
static int failures;

static void failing_write(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    (void)context, (void)bytes, (void)length, (void)sent;
    failures++;
    longjmp(panicked, 1);
}

/* A screen that faults must not keep the panic's message from the serial line. */
static void test_an_output_that_fails_again_is_given_up(void **state)
{
    static volatile int panics;

    (void)state;
    panics = failures = 0;
    log_stream_add_output(&stream, capture_write, &first);
    log_stream_add_output(&stream, failing_write, NULL);
    log_stream_add_output(&stream, capture_write, &second);

    if (setjmp(panicked) == 0)
        log_stream_line(&stream, "before");
    if (panics++ < 5)
        log_stream_resume(&stream);
    log_stream_line(&stream, "# panic");
    log_stream_end(&stream);

    assert_int_equal(failures, LOG_FAILURES_MAX);
    assert_memory_equal(first.bytes, "before\r\n# panic\r\n# end", 22);
    assert_string_equal(second.bytes, first.bytes);
    check_by_command(&first);
}

/* Something else failed now and then while the output ran: not the output's fault. */
static void test_an_output_that_gets_on_is_kept(void **state)
{
    static volatile unsigned panics;

    (void)state;
    panics = 0;
    log_stream_add_output(&stream, capture_write, &first);
    bytes_left = 1;
    if (setjmp(panicked) == 0)
        log_stream_line(&stream, "slow but well");
    if (++panics < 12) {
        bytes_left = 1;
        log_stream_resume(&stream);
    }
    bytes_left = 0;
    log_stream_resume(&stream);
    log_stream_end(&stream);
    assert_memory_equal(first.bytes, "slow but well\r\n# end", 20);
    check_by_command(&first);
}

static void say_the_end(void)
{
    log_stream_resume(&stream);
    log_stream_line(&stream, "# PANIC on cpu 0");
    log_stream_line(&stream, "# verdict ERROR on purpose");
    log_stream_end(&stream);
}

static void assert_whole(const struct capture *log)
{
    const char *fault = log_fault(log->bytes, log->length, true);

    if (fault)
        fail_msg("after %u bytes: %s\n%s", (unsigned)log->length, fault, log->bytes);
}

static void log_on_three(void)
{
    log_many(3);
    log_stream_add_output(&stream, capture_write, &first);
    log_stream_add_output(&stream, capture_write, &second);
    log_many(2);
    log_stream_add_output(&stream, capture_write, &third); /* late */
    log_stream_line(&stream, "# a line that is interrupted");
    log_stream_progress(&stream, "# progress 40%");
    log_stream_end(&stream);
}

/* The visible output must show each line of a panic's log whole and once. */
static void test_a_panic_after_each_byte(void **state)
{
    static volatile unsigned at;

    for (at = 1;; at++) {
        reset(state);
        bytes_left = at;
        if (setjmp(panicked) == 0) {
            log_on_three();
            break;
        }
        say_the_end();
        log_stream_add_output(&stream, capture_write, &second);
        log_stream_add_output(&stream, capture_write, &third);
        assert_whole(&first);
        assert_whole(&second);
        assert_whole(&third);
        assert_string_equal(first.bytes, second.bytes);
        assert_string_equal(first.bytes, third.bytes);
    }
    assert_true(at > 3 * 100);
    check_by_command(&third);
}

/* The same for a nested panic. */
static void test_a_panic_after_each_byte_of_a_panic(void **state)
{
    static volatile unsigned at;
    static volatile int panics;

    for (at = 1;; at++) {
        reset(state);
        log_stream_add_output(&stream, capture_write, &first);
        log_stream_add_output(&stream, capture_write, &second);
        panics = 0;
        bytes_left = at % 17 + 1;
        if (setjmp(panicked) == 0)
            log_stream_line(&stream, "# a line that is interrupted");
        if (panics++ == 0)
            bytes_left = at;
        say_the_end();
        assert_whole(&first);
        assert_string_equal(first.bytes, second.bytes);
        if (panics == 1) /* the whole report came, without an interruption */
            break;
    }
    assert_true(at > 100);
    check_by_command(&second);
}

/* An idle log must not get an uncounted empty line, which would break the end line. */
static void test_nothing_was_interrupted(void **state)
{
    (void)state;
    log_stream_add_output(&stream, capture_write, &first);
    log_many(2);
    log_stream_resume(&stream);
    log_stream_line(&stream, "# panic");
    log_stream_end(&stream);
    assert_non_null(strstr(first.bytes, "# end lines=3 "));
    check_by_command(&first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_lines_are_printable_and_end_in_crlf, reset),
        cmocka_unit_test_setup(test_end_line_agrees_with_the_command, reset),
        cmocka_unit_test_setup(test_a_second_end_line_counts_the_first, reset),
        cmocka_unit_test_setup(test_a_late_output_gets_all_of_the_log, reset),
        cmocka_unit_test_setup(test_a_very_late_output_is_told_what_it_lacks, reset),
        cmocka_unit_test_setup(test_outputs_are_limited, reset),
        cmocka_unit_test_setup(
            test_progress_starts_after_two_seconds_and_comes_once_a_second, reset),
        cmocka_unit_test_setup(test_an_ordinary_line_ends_the_task, reset),
        cmocka_unit_test_setup(test_a_clock_that_goes_back_is_no_flood, reset),
        cmocka_unit_test_setup(test_an_output_is_added_once, reset),
        cmocka_unit_test_setup(test_an_output_that_fails_again_is_given_up, reset),
        cmocka_unit_test_setup(test_an_output_that_gets_on_is_kept, reset),
        cmocka_unit_test_setup(test_a_panic_after_each_byte, reset),
        cmocka_unit_test_setup(test_a_panic_after_each_byte_of_a_panic, reset),
        cmocka_unit_test_setup(test_nothing_was_interrupted, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

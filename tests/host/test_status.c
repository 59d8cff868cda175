/*
 * kernel/screen/status.c, kernel/screen/verdict_page.c and litmus/run/progress_sums.c. If
 * one of these fails, the photograph of a screen shows wrong facts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/screen/status.h"
#include "kernel/screen/verdict_page.h"

static struct page page;
static struct status_facts facts;

/* A row's text without the blanks at its end. */
static const char *row(unsigned number)
{
    static char text[SCREEN_COLUMNS + 1];
    unsigned length = SCREEN_COLUMNS;

    for (unsigned i = 0; i < SCREEN_COLUMNS; i++)
        text[i] = page.cell[number][i].character;
    while (length && text[length - 1] == ' ')
        length--;
    text[length] = '\0';
    return text;
}

#define assert_shows(number, text) assert_non_null(strstr(row(number), text))

static int set_up(void **state)
{
    (void)state;
    facts = (struct status_facts){
        .version = "2.0 abcdef0-dirty",
        .seed = 0x104110,
        .cpus = 4,
        .online = { { 0xF } },
        .elapsed_ms = 62500,
        .shootdowns = 1234567,
        .gap_us = 31,
        .looks_ms = 40,
    };
    facts.progress = (struct progress){
        .trials = 120,
        .done = 60,
        .trial = "stress/pte/lockless",
        .accepted = 12345678,
        .torn_controls = 987,
        .left_ms = 3723000,
    };
    status_draw(&facts, &page);
    return 0;
}

static void test_everything_is_there(void **state)
{
    (void)state;
    assert_shows(0, "lohilo 2.0 abcdef0-dirty   seed 0x104110");
    assert_shows(0, "1:02, about 1:02:03 to go");
    assert_shows(1, "4 of 4 online");
    assert_shows(1, "oooo");
    assert_null(strstr(row(1), "X"));
    assert_shows(2, "61 of 120");
    assert_shows(2, "[##########..........] stress/pte/lockless");
    assert_shows(3, "12 345 678 accepted");
    assert_shows(3, "1 234 567 shootdowns");
    assert_shows(4, "987 in controls");
    assert_shows(4, " 0 in positives");
    assert_shows(5, "none");
    assert_shows(6, "31 us at most");
    assert_shows(7, "q stop");
}

/* The time left for all rounds is unknown. */
static void test_rounds_are_counted(void **state)
{
    (void)state;
    facts.progress.round = 17;
    status_draw(&facts, &page);
    assert_shows(0, "1:02, round 17");
    assert_null(strstr(row(0), "to go"));
}

/* A failure over night must still be visible in the morning, hundreds of rounds later. */
static void test_failures_of_earlier_rounds_stay(void **state)
{
    struct progress earlier = { .accepted = 5,
                                .torn_controls = 7,
                                .torn_positives = 1,
                                .failures = 1,
                                .first_failure = "first" };
    struct progress now = {
        .accepted = 1, .torn_controls = 1, .failures = 2, .first_failure = "later"
    };
    struct progress clean = { .accepted = 1 };

    (void)state;
    progress_add_earlier(&now, &earlier);
    assert_int_equal(now.failures, 3);
    assert_string_equal(now.first_failure, "first");
    assert_int_equal(now.accepted, 6);
    assert_int_equal(now.torn_controls, 8);
    assert_int_equal(now.torn_positives, 1);
    progress_add_earlier(&clean, &now);
    assert_string_equal(clean.first_failure, "first");
    progress_add_earlier(&now, &(struct progress){ .first_failure = "" });
    assert_string_equal(now.first_failure, "first");
}

/* Failures are white on red, whatever else changes. */
static void test_what_went_wrong_stands_out(void **state)
{
    (void)state;
    facts.online.word[0] = 0xB;
    facts.progress.torn_positives = 3;
    facts.progress.failures = 2;
    strcpy(facts.progress.first_failure, "stress/pte/lockless: 3 torn reads");
    status_draw(&facts, &page);
    assert_shows(1, "3 of 4 online, X: lost");
    assert_shows(1, "ooXo");
    facts.progress.torn_controls = 1234567890;
    status_draw(&facts, &page);
    assert_shows(4, "1 234 567 890 in controls, as it must be  3 in positives");
    assert_shows(5, "2, the first: stress/pte/lockless: 3 torn reads");
    assert_int_equal(page.cell[5][10].colour, SCREEN_RED);
    assert_int_equal(page.cell[1][38].colour, SCREEN_RED);
}

static void test_the_end(void **state)
{
    (void)state;
    facts.ended = true;
    facts.progress.done = 120;
    facts.progress.trial[0] = '\0';
    status_draw(&facts, &page);
    assert_shows(0, "done in 1:02");
    assert_shows(2, "120 of 120");
    assert_shows(7, "l resend r reboot p off");
    assert_null(strstr(row(7), "q stop"));
}

/* 255 CPUs and the largest numbers: cut, without touching cells beyond the row. */
static void test_too_much_of_everything(void **state)
{
    (void)state;
    facts.cpus = 255;
    facts.seed = facts.progress.accepted = facts.shootdowns = UINT64_MAX;
    facts.progress.torn_controls = facts.progress.torn_positives = UINT64_MAX;
    facts.elapsed_ms = facts.progress.left_ms = UINT64_MAX;
    facts.progress.done = 0;
    facts.progress.trials = 0;
    facts.progress.failures = UINT32_MAX;
    memset(facts.progress.first_failure, 'x', sizeof(facts.progress.first_failure) - 1);
    page.cell[STATUS_ROWS][0].character = '!';
    status_draw(&facts, &page);
    assert_int_equal(page.cell[STATUS_ROWS][0].character, '!');
    assert_int_equal(page.rows, STATUS_ROWS);
    assert_shows(1, "4 of 255 online");
}

static void test_the_verdict_is_large(void **state)
{
    static const enum verdict verdicts[] = { VERDICT_HOLDS, VERDICT_VIOLATED,
                                             VERDICT_INCONCLUSIVE, VERDICT_ERROR };
    (void)state;
    for (size_t v = 0; v < 4; v++) {
        unsigned pixels = 0;
        verdict_draw(verdicts[v], "because", &page);
        assert_string_equal(row(7), "  because");
        for (unsigned r = 0; r < page.rows; r++)
            for (unsigned c = 0; c < SCREEN_COLUMNS; c++)
                pixels += page.cell[r][c].colour != verdict_colour(verdicts[v]);
        /* Each word has its letters: at least ten pixels a letter. */
        assert_true(pixels >= 10 * strlen(verdict_name(verdicts[v])));
    }
}

/* Words of six letters, from the reason's first to its last character. */
static void fill(char *reason, size_t size)
{
    for (size_t i = 0; i < size - 1; i++)
        reason[i] = i % 7 == 6 ? ' ' : 'w';
    reason[size - 2] = 'Z';
    reason[size - 1] = '\0';
}

/* On a screen without a log, cut text is lost: the longest reason is complete. */
static void test_the_longest_reason_is_whole(void **state)
{
    char reason[VERDICT_REASON_SIZE];
    unsigned last;

    (void)state;
    fill(reason, sizeof(reason));
    verdict_draw(VERDICT_INCONCLUSIVE, reason, &page);
    last = page.rows - 2;
    assert_int_equal(row(last)[strlen(row(last)) - 1], 'Z');
    assert_string_equal(row(page.rows - 1), "");
    verdict_draw(VERDICT_HOLDS, "short", &page);
    assert_string_equal(row(7), "  short");
    assert_int_equal(page.rows, 11);
}

static void test_a_long_reason_is_wrapped_and_cut(void **state)
{
    char reason[2 * VERDICT_REASON_SIZE];
    unsigned last;

    (void)state;
    fill(reason, sizeof(reason));
    verdict_draw(VERDICT_ERROR, reason, &page);
    assert_int_equal(page.rows, VERDICT_ROWS_MAX);
    last = page.rows - 2;
    assert_int_equal(strncmp(row(7), "  wwwwww wwwwww", 15), 0);
    assert_int_equal(row(8)[2], 'w');
    assert_string_equal(row(last) + strlen(row(last)) - 3, "...");
    memset(reason, 'w', sizeof(reason) - 1); /* not one blank */
    verdict_draw(VERDICT_ERROR, reason, &page);
    assert_int_equal(strlen(row(7)), SCREEN_COLUMNS - 2);
}

/* ---- sums ---- */

static const struct trial positive = { .level = "pte",
                                       .id = "lockless",
                                       .expected = NEVER };
static const struct trial control = { .level = "pte",
                                      .id = "no-recheck",
                                      .expected = SOMETIMES };
static struct result results[4];

static void count_up(unsigned i, const struct trial *trial, uint64_t intact,
                     uint64_t torn)
{
    results[i].trial = trial;
    results[i].engine = ENGINE_STRESS;
    results[i].tallies.settings = 1;
    results[i].tallies.total_us = 2000000;
    results[i].tallies.tally[0].reading[READ_INTACT] = intact;
    results[i].tallies.tally[0].reading[READ_TORN_ZERO] = torn;
}

static void test_tears_of_controls_and_positives_apart(void **state)
{
    struct progress progress;

    (void)state;
    memset(results, 0, sizeof(results));
    count_up(0, &control, 100, 7);
    count_up(1, &positive, 1000, 2);
    results[1].status = STATUS_NOT_OK;
    strcpy(results[1].reason, "2 torn reads");
    count_up(2, &positive, 5, 0);
    count_up(3, &control, 0, 0);
    progress_of(results, 4, 2, true, 0, &progress);
    assert_int_equal(progress.done, 2);
    assert_int_equal(progress.trials, 4);
    assert_string_equal(progress.trial, "stress/pte/lockless");
    assert_int_equal(progress.accepted, 107 + 1002 + 5);
    assert_int_equal(progress.torn_controls, 7);
    assert_int_equal(progress.torn_positives, 2);
    assert_string_equal(progress.first_failure, "stress/pte/lockless: 2 torn reads");
    /* A control and a positive are left; each took 2 s so far. */
    assert_int_equal(progress.left_ms, 4000);
    progress_of(results, 4, 4, false, 0, &progress);
    assert_string_equal(progress.trial, "");
    assert_int_equal(progress.left_ms, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_everything_is_there, set_up),
        cmocka_unit_test_setup(test_rounds_are_counted, set_up),
        cmocka_unit_test_setup(test_failures_of_earlier_rounds_stay, set_up),
        cmocka_unit_test_setup(test_what_went_wrong_stands_out, set_up),
        cmocka_unit_test_setup(test_the_end, set_up),
        cmocka_unit_test_setup(test_too_much_of_everything, set_up),
        cmocka_unit_test(test_the_verdict_is_large),
        cmocka_unit_test(test_the_longest_reason_is_whole),
        cmocka_unit_test(test_a_long_reason_is_wrapped_and_cut),
        cmocka_unit_test(test_tears_of_controls_and_positives_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

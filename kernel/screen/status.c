#include "kernel/screen/status.h"

#include "lib/divide.h"
#include "lib/format.h"
#include "lib/string.h"

/* The second column leaves room for a number of ten digits and its label. */
enum { COLUMN = 10, SECOND_COLUMN = 52, BAR_WIDTH = 20 };
enum { TEXT_SIZE = SCREEN_COLUMNS + 1, NUMBER_SIZE = 32 };
enum {
    ROW_TITLE,
    ROW_CPUS,
    ROW_TRIAL,
    ROW_READS,
    ROW_TORN,
    ROW_FAILED,
    ROW_GAP,
    ROW_KEYS,
    ROW_RULE
};
_Static_assert(ROW_RULE + 1 == STATUS_ROWS, "a row for each");

#define TITLE 0x1F /* white on blue */
#define LABEL 0x03 /* cyan on black */
#define GOOD 0x0A  /* bright green on black */
#define BAD 0x4F   /* white on red */

static void put(struct page *page, unsigned row, unsigned column, uint8_t colour,
                const char *fmt, ...) __printf_like(5, 6);
static void put(struct page *page, unsigned row, unsigned column, uint8_t colour,
                const char *fmt, ...)
{
    char text[TEXT_SIZE];
    va_list list;

    va_start(list, fmt);
    format_list(text, sizeof(text), fmt, list);
    va_end(list);
    page_text(page, row, column, text, colour);
}

/* "12 345 678" */
static const char *grouped(uint64_t value, char text[NUMBER_SIZE])
{
    char digits[NUMBER_SIZE];
    size_t length = format(digits, sizeof(digits), "%llu", (unsigned long long)value);
    size_t out = 0;

    for (size_t i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            text[out++] = ' ';
        text[out++] = digits[i];
    }
    text[out] = '\0';
    return text;
}

/* "1:02:03", or "2:03" */
static const char *as_time(uint64_t ms, char text[NUMBER_SIZE])
{
    uint32_t seconds, minutes;
    uint64_t hours =
        divide32(divide32(divide32(ms, 1000, NULL), 60, &seconds), 60, &minutes);

    if (hours)
        format(text, NUMBER_SIZE, "%llu:%02u:%02u", (unsigned long long)hours, minutes,
               seconds);
    else
        format(text, NUMBER_SIZE, "%u:%02u", minutes, seconds);
    return text;
}

static void draw_title(const struct status_facts *facts, struct page *page)
{
    char elapsed[1 + NUMBER_SIZE], left[NUMBER_SIZE], text[TEXT_SIZE];
    size_t length;

    page_colour(page, ROW_TITLE, TITLE);
    put(page, ROW_TITLE, 1, TITLE, "lohilo %.20s   seed 0x%llx", facts->version,
        (unsigned long long)facts->seed);
    elapsed[0] = '~';
    as_time(facts->elapsed_ms, elapsed + facts->clock_unsure);
    if (facts->ended)
        length = format(text, sizeof(text), "done in %s", elapsed);
    else if (facts->progress.round)
        length =
            format(text, sizeof(text), "%s, round %u", elapsed, facts->progress.round);
    else
        length = format(text, sizeof(text), "%s, about %s to go", elapsed,
                        as_time(facts->progress.left_ms, left));
    page_text(page, ROW_TITLE, (unsigned)(SCREEN_COLUMNS - 1 - length), text, TITLE);
}

/* A letter for each CPU while there is room: o online, X failed. */
static void draw_cpus(const struct status_facts *facts, struct page *page)
{
    unsigned online = cpumask_count(&facts->online);
    unsigned lost = facts->cpus - online;
    unsigned column = 36;

    page_text(page, ROW_CPUS, 1, "CPUs", LABEL);
    put(page, ROW_CPUS, COLUMN, lost ? BAD : SCREEN_BRIGHT, "%u of %u online%s", online,
        facts->cpus, lost ? ", X: lost" : "");
    for (unsigned i = 0; i < facts->cpus && column < SCREEN_COLUMNS - 1; i++, column++) {
        bool on = cpumask_test(&facts->online, i);
        page_text(page, ROW_CPUS, column, on ? "o" : "X", on ? GOOD : BAD);
    }
}

static void draw_trial(const struct status_facts *facts, struct page *page)
{
    const struct progress *progress = &facts->progress;
    unsigned filled = progress->trials ? progress->done * BAR_WIDTH / progress->trials
                                       : 0;
    unsigned number = progress->done + (progress->trial[0] != '\0');

    page_text(page, ROW_TRIAL, 1, "trial", LABEL);
    put(page, ROW_TRIAL, COLUMN, SCREEN_BRIGHT, "%u of %u", number, progress->trials);
    page_text(page, ROW_TRIAL, COLUMN + 12, "[", SCREEN_PLAIN);
    for (unsigned i = 0; i < BAR_WIDTH; i++)
        page_text(page, ROW_TRIAL, COLUMN + 13 + i, i < filled ? "#" : ".",
                  i < filled ? GOOD : SCREEN_PLAIN);
    page_text(page, ROW_TRIAL, COLUMN + 13 + BAR_WIDTH, "]", SCREEN_PLAIN);
    page_text(page, ROW_TRIAL, COLUMN + 15 + BAR_WIDTH, progress->trial, SCREEN_BRIGHT);
}

static void draw_counts(const struct status_facts *facts, struct page *page)
{
    const struct progress *progress = &facts->progress;
    char number[NUMBER_SIZE];

    page_text(page, ROW_READS, 1, "reads", LABEL);
    put(page, ROW_READS, COLUMN, SCREEN_BRIGHT, "%s accepted",
        grouped(progress->accepted, number));
    put(page, ROW_READS, SECOND_COLUMN, SCREEN_BRIGHT, "%s shootdowns",
        grouped(facts->shootdowns, number));

    page_text(page, ROW_TORN, 1, "torn", LABEL);
    put(page, ROW_TORN, COLUMN, SCREEN_BRIGHT, "%s in controls%s",
        grouped(progress->torn_controls, number),
        progress->torn_controls ? ", as it must be" : " so far");
    put(page, ROW_TORN, SECOND_COLUMN, progress->torn_positives ? BAD : GOOD,
        "%s in positives", grouped(progress->torn_positives, number));
}

static void draw_failure(const struct status_facts *facts, struct page *page)
{
    const struct progress *progress = &facts->progress;

    page_text(page, ROW_FAILED, 1, "failed", LABEL);
    if (!progress->failures)
        page_text(page, ROW_FAILED, COLUMN, "none", GOOD);
    else if (progress->failures == 1)
        put(page, ROW_FAILED, COLUMN, BAD, "%s", progress->first_failure);
    else
        put(page, ROW_FAILED, COLUMN, BAD, "%u, the first: %s", progress->failures,
            progress->first_failure);
}

static void draw_gap(const struct status_facts *facts, struct page *page)
{
    page_text(page, ROW_GAP, 1, "stolen", LABEL);
    if (facts->looks_ms)
        put(page, ROW_GAP, COLUMN, SCREEN_BRIGHT,
            "%u us at most at a time (firmware, hypervisor), in %u ms of looking",
            facts->gap_us, facts->looks_ms);
    else
        page_text(page, ROW_GAP, COLUMN, "not known", SCREEN_PLAIN);
}

static void draw_keys(const struct status_facts *facts, struct page *page)
{
    static const char scroll[] = "log: u d pages, k j rows, g oldest, e newest";

    page_text(page, ROW_KEYS, 1, "keys", LABEL);
    page_text(page, ROW_KEYS, COLUMN, scroll, SCREEN_PLAIN);
    if (facts->stopping && !facts->ended)
        page_text(page, ROW_KEYS, 57, "stops after this trial", SCREEN_YELLOW);
    else if (!facts->ended)
        page_text(page, ROW_KEYS, 57, "q stop", SCREEN_PLAIN);
    else
        page_text(page, ROW_KEYS, 56, "l resend r reboot p off", SCREEN_PLAIN);
    for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
        page_text(page, ROW_RULE, column, "-", LABEL);
}

void status_draw(const struct status_facts *facts, struct page *page)
{
    page_clear(page, STATUS_ROWS, SCREEN_PLAIN);
    draw_title(facts, page);
    draw_cpus(facts, page);
    draw_trial(facts, page);
    draw_counts(facts, page);
    draw_failure(facts, page);
    draw_gap(facts, page);
    draw_keys(facts, page);
}

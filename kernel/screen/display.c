#include "kernel/screen/display.h"

#include "arch/cpu/cpu.h"
#include "arch/time/clock.h"
#include "kernel/log/log_ring.h"
#include "kernel/screen/console.h"
#include "kernel/screen/status.h"
#include "kernel/screen/stolen_time.h"
#include "kernel/screen/verdict_page.h"
#include "lib/divide.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/run/progress.h"
#include "mm/tlb.h"
#include "version.h"

static struct page page;
static bool started, ended;
static uint64_t seed, begun_us, ended_us;

/* The screen shows older lines, from this place of the log on. */
static bool scrolled;
static uint32_t top;

static void show_page(struct screen *screen, unsigned first)
{
    for (unsigned row = 0; row < page.rows; row++)
        for (unsigned column = 0; column < SCREEN_COLUMNS; column++)
            screen_put(screen, first + row, column, page.cell[row][column].character,
                       page.cell[row][column].colour);
}

static uint64_t shootdowns(void)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < cpu_count(); i++)
        sum += tlb_counts(i)->flushes;
    return sum;
}

static uint64_t elapsed_ms(void)
{
    return divide32((ended ? ended_us : clock_us()) - begun_us, 1000, NULL);
}

static void gather(struct status_facts *facts, bool stopping)
{
    *facts = (struct status_facts){
        .version = LOHILO_VERSION " " LOHILO_COMMIT,
        .seed = seed,
        .cpus = cpu_count(),
        .online = cpu_online_mask,
        .clock_unsure = clock_mark() != NULL,
        .elapsed_ms = elapsed_ms(),
        .shootdowns = shootdowns(),
        .gap_us = stolen_largest_us(),
        .looks_ms = stolen_looked_us() / 1000,
        .stopping = stopping,
        .ended = ended,
    };
    progress_now(&facts->progress);
}

static void mark_scrolled(const struct log_ring *ring)
{
    char text[SCREEN_COLUMNS];

    format(text, sizeof(text), " older lines, from byte %u of %u; e: newest ", top,
           ring->total);
    page_text(&page, STATUS_ROWS - 1, 4, text, SCREEN_YELLOW);
}

void display_start(uint64_t its_seed)
{
    seed = its_seed;
    begun_us = clock_us();
    started = true;
    if (console_screen())
        screen_reserve_status(console_screen(), STATUS_ROWS);
    display_status(false);
}

void display_status(bool stopping)
{
    static struct status_facts facts;
    struct screen *screen = console_screen();

    if (!screen || !started)
        return;
    gather(&facts, stopping);
    status_draw(&facts, &page);
    if (scrolled)
        mark_scrolled(console_log());
    show_page(screen, 0);
}

/* ---- the log ---- */

static uint32_t rows_before(const struct log_ring *ring, uint32_t place, unsigned rows)
{
    while (rows--)
        place = log_ring_row_before(ring, place, SCREEN_COLUMNS);
    return place;
}

static uint32_t rows_after(const struct log_ring *ring, uint32_t place, unsigned rows)
{
    while (rows--)
        place = log_ring_next_row(ring, place, SCREEN_COLUMNS);
    return place;
}

static uint32_t moved(const struct log_ring *ring, enum key key, unsigned rows)
{
    switch (key) {
    case KEY_UP:
        return rows_before(ring, top, 1);
    case KEY_DOWN:
        return rows_after(ring, top, 1);
    case KEY_PAGE_UP:
        return rows_before(ring, top, rows - 1);
    case KEY_PAGE_DOWN:
        return rows_after(ring, top, rows - 1);
    case KEY_OLDEST:
        return log_ring_oldest(ring);
    default:
        return ring->total;
    }
}

static void show_from(struct screen *screen, const struct log_ring *ring, uint32_t place)
{
    char text[SCREEN_COLUMNS + 1];

    for (unsigned row = screen->first; row < screen->end; row++) {
        log_ring_row(ring, place, SCREEN_COLUMNS, text);
        place = log_ring_next_row(ring, place, SCREEN_COLUMNS);
        screen_put_text(screen, row, 0, text, SCREEN_PLAIN);
        for (unsigned column = (unsigned)strlen(text); column < SCREEN_COLUMNS; column++)
            screen_put(screen, row, column, ' ', SCREEN_PLAIN);
    }
}

/* Writes the last lines again, as if the log had never been scrolled. */
static void follow(struct screen *screen, const struct log_ring *ring, uint32_t place)
{
    screen_clear_log(screen);
    for (; place < ring->total; place++) {
        char byte = log_ring_at(ring, place);
        screen_write(screen, &byte, 1);
    }
}

void display_scroll(enum key key)
{
    struct screen *screen = console_screen();
    const struct log_ring *ring = console_log();

    if (!screen || (!scrolled && key == KEY_NEWEST))
        return;
    unsigned rows = screen->end - screen->first;
    uint32_t newest = rows_before(ring, ring->total, rows);
    if (!scrolled)
        top = newest;
    if (top < log_ring_oldest(ring))
        top = log_ring_oldest(ring);
    top = moved(ring, key, rows);
    scrolled = top < newest;
    console_freeze(scrolled);
    if (scrolled)
        show_from(screen, ring, top);
    else
        follow(screen, ring, newest);
}

void display_verdict(enum verdict verdict, const char *reason)
{
    struct screen *screen = console_screen();

    if (!screen)
        return;
    if (scrolled)
        display_scroll(KEY_NEWEST);
    ended = true;
    ended_us = clock_us();
    verdict_draw(verdict, reason, &page);
    screen_reserve_verdict(screen, page.rows, verdict_colour(verdict));
    show_page(screen, SCREEN_ROWS - page.rows);
    display_status(false);
}

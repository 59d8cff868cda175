#include "arch/cpu/instructions.h"
#include "arch/time/timeouts.h"
#include "litmus/bench/read.h"
#include "litmus/bench/table.h"
#include "litmus/bench/timer.h"
#include "mm/pgtable_steps.h"

/*
 * Loads without a pause in between all find the same copy of the cache line, so the read
 * hardly ever retries: on an AMD Zen 5 fewer than 30 of 30 million reads did, with a
 * writer that did nothing else (measured). So the reads pause between the loads. The cost
 * of the pause is measured alone and subtracted.
 */
enum { PAUSE = 4 };
/* SECTION: reads with interrupts off between two checks of the limit. KEPT: samples kept
 * of each kind. WANTED: the fewest samples for a figure. */
enum { SECTION = 64, KEPT = 401, WANTED = 31 };

/* The latest samples of a kind. */
struct kind {
    unsigned seen;
    uint64_t ticks[KEPT];
};

enum { NEVER_OVER, ONCE_OVER, ALONE, ALONE_AT_ONCE, KINDS };
static struct kind kinds[KINDS];

static void keep(struct kind *kind, uint64_t ticks)
{
    kind->ticks[kind->seen++ % KEPT] = ticks > bench_overhead() ? ticks - bench_overhead()
                                                                : 0;
}

/* Returns the number of retries. */
static uint32_t timed_read(uint32_t units, uint64_t *ticks)
{
    struct pace pace = { .units = units };
    uint64_t begin = bench_ticks();
    get_lockless_steps(&bench_table[0].words, &pace);
    *ticks = bench_ticks() - begin;
    return pace.retries;
}

/* Reads one entry only, so that the writer changes it during every read. */
static void read_section(void)
{
    uint64_t ticks;
    local_irq_disable();
    for (unsigned i = 0; i < SECTION; i++) {
        uint32_t retries = timed_read(PAUSE, &ticks);
        if (retries <= 1)
            keep(&kinds[retries ? ONCE_OVER : NEVER_OVER], ticks);
    }
    local_irq_enable();
}

static void read_alone(void)
{
    uint64_t ticks;
    local_irq_disable();
    for (unsigned i = 0; i < KEPT; i++) {
        timed_read(PAUSE, &ticks);
        keep(&kinds[ALONE], ticks);
        timed_read(0, &ticks);
        keep(&kinds[ALONE_AT_ONCE], ticks);
    }
    local_irq_enable();
}

static void add(struct bench_run *run, const char *label, struct kind *kind)
{
    bench_add(run, label, kind->ticks, kind->seen < KEPT ? kind->seen : KEPT, 1);
}

static void add_all(struct bench_run *run)
{
    const struct series *series = run->measurement->series;

    add(run, "state=contended pause=4 retries=0", &kinds[NEVER_OVER]);
    add(run, "state=contended pause=4 retries=1", &kinds[ONCE_OVER]);
    add(run, "state=warm pause=4 retries=0", &kinds[ALONE]);
    add(run, "state=warm pause=0 retries=0", &kinds[ALONE_AT_ONCE]);
    if (bench_failed(run))
        return;
    uint64_t without = series[NEVER_OVER].ticks.median + series[ALONE].ticks.median -
                       series[ALONE_AT_ONCE].ticks.median;
    uint64_t with = series[ONCE_OVER].ticks.median;
    bench_note(run, "reads=%u of these started over once=%u",
               kinds[NEVER_OVER].seen + kinds[ONCE_OVER].seen, kinds[ONCE_OVER].seen);
    bench_headline(run, "one_retry", with > without ? with - without : 0);
}

void bench_retry(struct bench_run *run)
{
    struct deadline limit = deadline_in_us(BENCH_RETRY_LIMIT_US);

    for (unsigned i = 0; i < KINDS; i++)
        kinds[i].seen = 0;
    bench_table_fill();
    read_alone();
    if (!bench_table_beside(run, 1))
        return;
    while (!bench_failed(run) && kinds[ONCE_OVER].seen < KEPT &&
           !deadline_passed(&limit) && !deadline_passed(&run->limit))
        read_section();
    bench_table_alone(run);
    if (bench_failed(run))
        return;
    if (kinds[ONCE_OVER].seen < WANTED || kinds[NEVER_OVER].seen < WANTED)
        run->lacks = "too few reads started over, or too many, for a figure";
    else
        add_all(run);
}

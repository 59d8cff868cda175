#include "litmus/bench/flush.h"

#include "arch/cpu/instructions.h"
#include "lib/format.h"
#include "mm/tlb.h"

/* ---- single instructions ---- */

static void invalidate_absent(const void *what, uint32_t times)
{
    (void)what;
    for (uint32_t i = 0; i < times; i++)
        invlpg(flush_page(i % FLUSH_IN_USE));
}

static void invalidate_present(const void *what, uint32_t times)
{
    (void)what;
    for (uint32_t i = 0; i < times; i++) {
        flush_pages_touch(i % FLUSH_IN_USE, 1);
        invlpg(flush_page(i % FLUSH_IN_USE));
    }
}

void bench_invlpg(struct bench_run *run)
{
    static const struct bench_work works[] = {
        { "tlb=empty", invalidate_absent, NULL },
        { "tlb=filled", invalidate_present, NULL },
    };
    if (!flush_pages_map(run) || !bench_measure(run, works, ARRAY_SIZE(works), false))
        return;
    bench_headline_series(run, 0);
}

static void reload_cr3(const void *what, uint32_t times)
{
    uint32_t cr3 = read_cr3();
    (void)what;
    while (times--)
        write_cr3(cr3);
}

static void flush_everything(const void *what, uint32_t times)
{
    (void)what;
    while (times--)
        flush_tlb_local(TLB_EVERYTHING);
}

void bench_full_flush(struct bench_run *run)
{
    static const struct bench_work works[] = {
        { "how=cr3", reload_cr3, NULL },
        { "how=global", flush_everything, NULL },
    };
    if (bench_measure(run, works, ARRAY_SIZE(works), false))
        bench_headline_series(run, 0);
}

/* ---- page by page against everything ---- */

/* They include the ceiling of Linux and lohilo. */
static const unsigned amounts[] = {
    1,  2,   4,   8,   16,  24,         TLB_SINGLE_PAGE_CEILING, 48, 64,
    96, 128, 192, 256, 384, FLUSH_PAGES
};

struct amount {
    unsigned pages; /* to flush; 0: everything */
    unsigned touch; /* pages in use, which are accessed after the flush */
};

static void flush_and_go_on(const void *what, uint32_t times)
{
    const struct amount *amount = what;
    while (times--) {
        if (amount->pages)
            for (unsigned i = 0; i < amount->pages; i++)
                invlpg(flush_page(i));
        else
            flush_tlb_local(TLB_EVERYTHING);
        flush_pages_touch(FLUSH_PAGES, amount->touch);
    }
}

static uint64_t measure_amount(struct bench_run *run, unsigned pages, unsigned touch)
{
    struct amount amount = { pages, touch };
    char label[BENCH_LABEL_SIZE];
    struct bench_work work = { label, flush_and_go_on, &amount };

    if (pages)
        format(label, sizeof(label), "how=each pages=%u touched=%u", pages, touch);
    else
        format(label, sizeof(label), "how=all touched=%u", touch);
    if (!bench_measure(run, &work, 1, false))
        return 0;
    return run->measurement->series[run->measurement->count - 1].ticks.median;
}

static void find_crossover(struct bench_run *run, unsigned touch)
{
    uint64_t each[ARRAY_SIZE(amounts)];
    uint64_t always = measure_amount(run, 0, touch);

    for (unsigned i = 0; i < ARRAY_SIZE(amounts); i++)
        each[i] = measure_amount(run, amounts[i], touch);
    if (bench_failed(run))
        return;
    unsigned pages = crossover(amounts, each, ARRAY_SIZE(amounts), always);
    if (pages)
        bench_note(run, "crossover_pages=%u touched=%u ceiling=%u", pages, touch,
                   TLB_SINGLE_PAGE_CEILING);
    else
        bench_note(run,
                   "crossover_pages=none touched=%u ceiling=%u: one by one is "
                   "cheaper for %u pages still",
                   touch, TLB_SINGLE_PAGE_CEILING, FLUSH_PAGES);
}

void bench_crossover(struct bench_run *run)
{
    if (!flush_pages_map(run))
        return;
    find_crossover(run, 0);
    find_crossover(run, FLUSH_IN_USE);
}

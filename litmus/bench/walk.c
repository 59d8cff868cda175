#include "arch/cpu/instructions.h"
#include "litmus/bench/read.h"
#include "litmus/bench/table.h"
#include "mm/gup.h"

/* Three levels with bench_table as the lowest, like a process's page tables. No CR3
 * points to them. */
static pgd_t top[PTRS_PER_PGD] __attribute__((aligned(32)));
static pmd_t directory[PTRS_PER_PMD] __attribute__((aligned(PAGE_SIZE)));
static uint32_t counts[PTRS_PER_PTE];
static const struct page_refs refs = { counts, BENCH_FRAME >> PAGE_SHIFT, PTRS_PER_PTE,
                                       NULL };
static const struct mm_struct space = { top, 0, &refs };

static void build(void)
{
    bench_table_fill();
    directory[0] = make_pmd((uintptr_t)bench_table, PTE_P | PTE_RW);
    top[0].pgd = (uintptr_t)directory | PTE_P;
    for (unsigned i = 0; i < PTRS_PER_PTE; i++)
        counts[i] = 1;
}

static void walk(const void *what, uint32_t times)
{
    struct gup_walk found;
    (void)what;
    for (uint32_t i = 0; i < times; i++)
        gup_walk(&space, i % PTRS_PER_PTE * PAGE_SIZE, &found);
}

static void pin(const void *what, uint32_t times)
{
    struct gup_walk found;
    (void)what;
    for (uint32_t i = 0; i < times; i++)
        if (gup_fast(&space, i % PTRS_PER_PTE * PAGE_SIZE, &found) == GUP_PINNED)
            gup_put(&space, &found);
}

static void measure(struct bench_run *run, const struct bench_work works[2])
{
    build();
    if (!bench_measure(run, &works[0], 1, false))
        return;
    bench_headline_series(run, 0);
    if (!bench_table_beside(run, PTRS_PER_PTE))
        return;
    bench_measure(run, &works[1], 1, false);
    bench_table_alone(run);
}

void bench_walk(struct bench_run *run)
{
    static const struct bench_work works[2] = { { "state=warm", walk, NULL },
                                                { "state=contended", walk, NULL } };
    measure(run, works);
}

void bench_pin(struct bench_run *run)
{
    static const struct bench_work works[2] = { { "state=warm", pin, NULL },
                                                { "state=contended", pin, NULL } };
    measure(run, works);
}

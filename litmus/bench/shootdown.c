#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/time/timeouts.h"
#include "lib/format.h"
#include "litmus/bench/flush.h"
#include "mm/tlb.h"

/* ---- shootdown ---- */

/* The number of CPUs to try after `cpus`: 1, 2, 3, 4, 6, 8, 12, 16, 24 ..., and all. */
static unsigned next_number(unsigned cpus, unsigned all)
{
    unsigned power = 1u << (31 - (unsigned)__builtin_clz(cpus));
    unsigned next = cpus < 4 ? cpus + 1 : cpus == power ? power + power / 2 : 2 * power;
    return cpus < all && next > all ? all : next;
}

struct request_kind {
    unsigned pages; /* 0: everything */
    struct cpumask cpus;
};

static void shoot(const void *what, uint32_t times)
{
    const struct request_kind *kind = what;
    while (times--) {
        if (kind->pages)
            flush_tlb_range(&kind->cpus, flush_page(0), flush_page(kind->pages));
        else
            flush_tlb_all(&kind->cpus);
    }
}

static struct cpumask first_cpus(const struct bench_run *run, unsigned count)
{
    struct cpumask cpus = { 0 };
    cpumask_set(&cpus, cpu_index());
    for (unsigned i = 0; i + 1 < count; i++)
        cpumask_set(&cpus, run->environment->cpu(i));
    return cpus;
}

/* The numbers of CPUs alternate sample by sample. So a disturbance affects all of them,
 * and the shape of the curve holds. Returns how many numbers there are. */
static unsigned measure_kind(struct bench_run *run, unsigned pages)
{
    char labels[BENCH_TOGETHER_MAX][BENCH_LABEL_SIZE];
    struct request_kind kinds[BENCH_TOGETHER_MAX];
    struct bench_work works[BENCH_TOGETHER_MAX];
    unsigned all = run->environment->workers + 1, count = 0;

    for (unsigned cpus = 1; cpus <= all && count < BENCH_TOGETHER_MAX;
         cpus = next_number(cpus, all), count++) {
        kinds[count] = (struct request_kind){ pages, first_cpus(run, cpus) };
        works[count] = (struct bench_work){ labels[count], shoot, &kinds[count] };
        if (pages)
            format(labels[count], BENCH_LABEL_SIZE, "cpus=%u pages=%u", cpus, pages);
        else
            format(labels[count], BENCH_LABEL_SIZE, "cpus=%u pages=all", cpus);
    }
    return bench_measure(run, works, count, true) ? count : 0;
}

static void measure_kinds(struct bench_run *run)
{
    static const unsigned pages[] = { 1, TLB_SINGLE_PAGE_CEILING, 0 };

    if (!flush_pages_map(run))
        return;
    for (unsigned k = 0; k < ARRAY_SIZE(pages); k++) {
        run->environment->progress(run->trial->id, k * 100 / ARRAY_SIZE(pages));
        unsigned count = measure_kind(run, pages[k]);
        if (!k && count)
            bench_headline_series(run, count - 1);
    }
}

void bench_shootdown(struct bench_run *run)
{
    /* With many CPUs a shootdown takes milliseconds if a host runs them in time
     * slices. */
    run->series_us = run->long_us;
    measure_kinds(run);
}

/* ---- with the others at work ---- */

static void be_busy(void)
{
    spin_delay(1);
}

void bench_shootdown_busy(struct bench_run *run)
{
    for (unsigned worker = 0; worker < run->environment->workers; worker++)
        bench_start_other(run, worker, be_busy);
    measure_kinds(run);
    bench_stop_others(run);
}

/* ---- one interrupt ---- */

static uint32_t answers __attribute__((aligned(64)));

static void answer(struct trap_frame *frame)
{
    (void)frame;
    WRITE_ONCE(answers, READ_ONCE(answers) + 1);
    apic_eoi();
}

static bool answered(uint32_t before)
{
    for (unsigned i = 0; i < POLLS_PER_PAUSE; i++)
        if (READ_ONCE(answers) != before)
            return true;
    cpu_relax();
    return false;
}

static void ask_and_wait(const void *what, uint32_t times)
{
    struct bench_run *run = *(struct bench_run *const *)what;
    uint32_t target = cpu_by_index(run->environment->cpu(0))->apic_id;

    for (; times && !bench_failed(run); times--) {
        uint32_t before = READ_ONCE(answers);
        struct deadline limit = deadline_in_us(BENCH_ANSWER_LIMIT_US);
        if (!apic_send(target, ICR_FIXED | ICR_ASSERT | VECTOR_BENCH))
            run->failure = "the local APIC did not take a command";
        while (!answered(before) && !bench_failed(run))
            if (deadline_passed(&limit))
                run->failure = "no answer to an interrupt within a second";
    }
}

void bench_round_trip(struct bench_run *run)
{
    struct bench_work halted = { "target=halted", ask_and_wait, &run };
    struct bench_work busy = { "target=busy", ask_and_wait, &run };

    trap_set_handler(VECTOR_BENCH, answer);
    bench_measure(run, &halted, 1, true);
    bench_start_other(run, 0, be_busy);
    bench_measure(run, &busy, 1, true);
    bench_stop_others(run);
    bench_headline_series(run, 0);
}

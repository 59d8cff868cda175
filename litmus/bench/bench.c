#include "litmus/bench/bench.h"

#include <stdarg.h>

#include "arch/cpu/instructions.h"
#include "arch/time/timeout_scale.h"
#include "arch/time/timeouts.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/bench/timer.h"

enum {
    SAMPLES = 401,
    SAMPLES_LEAST = 15,
    SERIES_US = 250000, /* for works that are measured together */
    LONG_US = 4000000,
    TRIAL_US = 20000000,
    TIMES_MAX = 1u << 24,
    AWAIT_POLLS = 1u << 20,
};

/* Another CPU that works during the measurement. */
struct other {
    void (*turn)(void);
    uint32_t begun;
} __attribute__((aligned(64)));

static struct measurement measurement;
static uint64_t samples[BENCH_TOGETHER_MAX][SAMPLES];
static struct other others[CPUS_MAX];
static struct cpumask at_work; /* workers, by their numbers */
static uint32_t stop __attribute__((aligned(64)));

/* ---- other CPUs ---- */

static void work_until_stopped(void *argument)
{
    struct other *other = argument;
    WRITE_ONCE(other->begun, 1);
    while (!READ_ONCE(stop))
        other->turn();
}

static bool has_begun(const struct other *other)
{
    for (unsigned i = 0; i < POLLS_PER_PAUSE; i++)
        if (READ_ONCE(other->begun))
            return true;
    cpu_relax();
    return false;
}

void bench_start_other(struct bench_run *run, unsigned worker, void (*turn)(void))
{
    struct deadline limit = deadline_in_us(BENCH_BEGIN_LIMIT_US);
    struct other *other = &others[worker];

    if (bench_failed(run))
        return;
    *other = (struct other){ .turn = turn };
    WRITE_ONCE(stop, 0);
    cpumask_set(&at_work, worker);
    run->environment->start(worker, work_until_stopped, other);
    while (!has_begun(other))
        if (deadline_passed(&limit)) {
            run->failure = "another CPU did not begin its work";
            return;
        }
}

void bench_stop_others(struct bench_run *run)
{
    WRITE_ONCE(stop, 1);
    for (unsigned worker = 0; worker < run->environment->workers; worker++) {
        if (!cpumask_test(&at_work, worker))
            continue;
        cpumask_clear(&at_work, worker);
        if (!run->environment->wait(worker, scaled_timeout_us(BENCH_STOP_LIMIT_US)))
            run->failure = "another CPU did not end its work";
    }
}

/* ---- measuring ---- */

static uint64_t sample_of(const struct bench_work *work, uint32_t times, bool irqs_on)
{
    if (!irqs_on)
        local_irq_disable();
    uint64_t begin = bench_ticks();
    work->work(work->what, times);
    uint64_t ticks = bench_ticks() - begin;
    if (!irqs_on)
        local_irq_enable();
    return ticks > bench_overhead() ? ticks - bench_overhead() : 0;
}

/* The number of repetitions that makes a sample long enough; 0: no number does. The
 * search is also the warm-up of the work. */
static uint32_t times_for(const struct bench_work *work, bool irqs_on)
{
    for (uint32_t times = 1; times <= TIMES_MAX; times *= 2) {
        /* The first sample is part of the warm-up. */
        sample_of(work, times, irqs_on);
        if (sample_of(work, times, irqs_on) >= bench_least_ticks())
            return times;
    }
    return 0;
}

void bench_add(struct bench_run *run, const char *label, uint64_t *taken, unsigned count,
               uint32_t times)
{
    struct measurement *to = run->measurement;
    if (to->count == BENCH_SERIES_MAX) {
        run->failure = "more series than there is room for";
        return;
    }
    struct series *series = &to->series[to->count++];
    string_copy(series->label, sizeof(series->label), label);
    series->times = times;
    series->ticks = spread_of(taken, count, times);
}

/* Waits until the other CPU makes progress. A host or an operating system may have
 * preempted it, and a sample during that time would measure no contention. */
static void await_other(const struct bench_run *run)
{
    uint32_t before = READ_ONCE(*run->beside);
    for (unsigned i = 0; i < AWAIT_POLLS && READ_ONCE(*run->beside) == before; i++)
        barrier();
}

/* Repeats a sample until the other CPU makes progress during it; false if the time is
 * over first. */
static bool take_sample(const struct bench_run *run, const struct bench_work *work,
                        uint32_t times, bool irqs_on, struct deadline *limit,
                        uint64_t *sample)
{
    do {
        if (run->beside)
            await_other(run);
        uint32_t before = run->beside ? READ_ONCE(*run->beside) : 0;
        *sample = sample_of(work, times, irqs_on);
        if (!run->beside || READ_ONCE(*run->beside) != before)
            return true;
    } while (!deadline_passed(limit));
    return false;
}

/* Takes a sample of each work per round. Returns the number of complete rounds. */
static unsigned take_samples(const struct bench_run *run, const struct bench_work *works,
                             const uint32_t *times, unsigned count, bool irqs_on)
{
    struct deadline soon = deadline_in_us(run->series_us), limit = run->limit;
    unsigned taken = 0;

    do {
        for (unsigned w = 0; w < count; w++)
            if (!take_sample(run, &works[w], times[w], irqs_on, &limit,
                             &samples[w][taken]))
                return taken;
        taken++;
    } while (taken < SAMPLES && !deadline_passed(&limit) &&
             (taken < SAMPLES_LEAST || !deadline_passed(&soon)));
    return taken;
}

bool bench_measure(struct bench_run *run, const struct bench_work *works, unsigned count,
                   bool irqs_on)
{
    uint32_t times[BENCH_TOGETHER_MAX];

    if (bench_failed(run) || deadline_passed(&run->limit))
        return false;
    for (unsigned w = 0; w < count; w++) {
        times[w] = times_for(&works[w], irqs_on);
        if (!times[w]) {
            run->failure = "the TSC does not count";
            return false;
        }
    }
    unsigned taken = take_samples(run, works, times, count, irqs_on);
    if (run->beside && taken < SAMPLES_LEAST) {
        bench_note(run,
                   "state=contended: %u samples, too few: the other CPU was seldom at "
                   "work meanwhile",
                   taken);
        return false;
    }
    for (unsigned w = 0; taken && w < count; w++)
        bench_add(run, works[w].label, samples[w], taken, times[w]);
    return taken && !bench_failed(run);
}

void bench_headline(struct bench_run *run, const char *label, uint64_t cost)
{
    struct measurement *to = run->measurement;
    string_copy(to->headline, sizeof(to->headline), label);
    to->headline_cost = cost;
}

void bench_headline_series(struct bench_run *run, unsigned series)
{
    if (series < run->measurement->count)
        bench_headline(run, run->measurement->series[series].label,
                       run->measurement->series[series].ticks.median);
}

void bench_note(struct bench_run *run, const char *text, ...)
{
    struct measurement *to = run->measurement;
    va_list list;

    if (to->notes == BENCH_NOTES) {
        run->failure = "more notes than there is room for";
        return;
    }
    va_start(list, text);
    format_list(to->note[to->notes++], BENCH_NOTE_SIZE, text, list);
    va_end(list);
}

/* ---- one trial ---- */

static const char *lacking(const struct bench *bench,
                           const struct environment *environment)
{
    if (bench->needs & BENCH_TWO_CPUS && !environment->workers)
        return "needs two CPUs, one is online";
    if (bench->needs & BENCH_CYCLES && !bench_has_cycles())
        return "needs a TSC, and there is none that can be used";
    return NULL;
}

static void refuse(struct result *result, enum status status, const char *why)
{
    result->status = status;
    format(result->reason, REASON_SIZE, "%s", why);
    /* A missing figure leaves no question about the protocol open. */
    result->not_applicable = status == STATUS_SKIP;
}

static void run_trial(struct result *result, const struct engine_run *whole)
{
    const struct environment *environment = whole->environment;
    const struct bench *bench = result->trial->bench;
    uint64_t begun_us = clock_us(), trial_us = whole->options->time_ms * (uint64_t)1000;

    bench_timer_init();
    struct bench_run run = { .trial = result->trial,
                             .environment = environment,
                             .measurement = &measurement,
                             .lacks = lacking(bench, environment) };
    if (run.lacks) {
        refuse(result, STATUS_SKIP, run.lacks);
        return;
    }
    memset(&measurement, 0, sizeof(measurement));
    measurement.cycles = bench_has_cycles();
    measurement.khz = bench_khz();
    run.limit = deadline_in_us(trial_us ? trial_us : TRIAL_US);
    run.long_us = trial_us && trial_us / 4 < LONG_US ? (uint32_t)trial_us / 4 : LONG_US;
    run.series_us = trial_us && trial_us < SERIES_US ? (uint32_t)trial_us : SERIES_US;
    bench->measure(&run);
    result->bench.measurement = &measurement;
    result->tallies.total_us = clock_us() - begun_us;
    result->status = STATUS_OK;
    if (run.failure)
        refuse(result, STATUS_ERROR, run.failure);
    else if (run.lacks)
        refuse(result, STATUS_SKIP, run.lacks);
    else if (!measurement.count)
        refuse(result, STATUS_ERROR, "nothing was measured in the time there was");
}

static void report(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct result *results, const struct litmus_options *options)
{
    (void)results;
    (void)options;
    bench_report(sink, number, result);
}

static bool needs_page_tables(const struct trial *trial)
{
    return trial->bench->needs & BENCH_RING_0;
}

const struct engine bench_engine = {
    .catalogue = bench_catalogue,
    .catalogue_size = &bench_catalogue_size,
    .needs_page_tables = needs_page_tables,
    .run = run_trial,
    .report = report,
};

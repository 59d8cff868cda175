#include "litmus/probe/probe.h"

#include "arch/cpu/instructions.h"
#include "arch/time/clock.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/engine/integrity.h"
#include "litmus/judge/characteristics.h"
#include "litmus/judge/platform.h"
#include "litmus/nmi/sampler.h"
#include "litmus/probe/judge.h"
#include "litmus/probe/scratch.h"
#include "litmus/probe/space.h"
#include "mm/kernel_map.h"

enum {
    EARLY_END_MS = 1500, /* from then on, enough evidence ends the trial */
    LIMIT_MS = 8000,
    FIRED_ENOUGH = 32,
    NEEDED_ENOUGH = 30,
};

static struct machine_character character;
static bool any_probed;

/* Logs the platform, once, before the first probe. */
static void say_platform(struct line_sink *sink)
{
    if (!any_probed)
        line(sink, "# probes: this is %s", platform_name(platform_here()));
    any_probed = true;
}

/* ---- the check after a trial ---- */

static void note_cr3(struct cpu_context *cpu_context)
{
    cpu_context->words[0] = read_cr3();
}

/* The mappings must be unchanged, and every CPU must use them. */
static void check_after(struct probe_run *run, const struct map_state *before,
                        char *wrong, size_t size)
{
    integrity_compare(before, wrong, size);
    probe_everywhere(run, note_cr3);
    for (unsigned i = 0; i < run->cpu_contexts && !run->lost; i++)
        if (probe_contexts[i].words[0] != kernel_cr3())
            format(wrong, size, "a CPU was left with CR3 0x%x",
                   probe_contexts[i].words[0]);
}

/* ---- one trial ---- */

static uint64_t sum_of(const struct probe_run *run, unsigned outcome)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < run->cpu_contexts; i++)
        sum += probe_contexts[i].count[outcome];
    return sum;
}

static uint64_t sum_with(const struct probe_run *run, enum bearing bearing)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < PROBE_OUTCOMES; i++)
        if (run->probe->outcome[i].name && run->probe->outcome[i].bearing == bearing)
            sum += sum_of(run, i);
    return sum;
}

/* Enough evidence: each needed outcome NEEDED_ENOUGH times, or a control that fired. */
static bool evidence_suffices(const struct probe_run *run)
{
    if (run->trial->expected == SOMETIMES)
        return sum_with(run, FIRED);
    for (unsigned i = 0; i < PROBE_OUTCOMES; i++)
        if (run->probe->outcome[i].name && run->probe->outcome[i].bearing == NEEDED &&
            sum_of(run, i) < NEEDED_ENOUGH)
            return false;
    return true;
}

static void ask_all(struct probe_run *run, uint32_t time_ms)
{
    uint64_t limit_ms = time_ms ? time_ms : LIMIT_MS;
    struct deadline limit = deadline_in_us(limit_ms * 1000);
    struct deadline early_end = deadline_in_us((uint64_t)EARLY_END_MS * 1000);
    uint64_t begin = clock_us();

    if (run->probe->begin)
        run->probe->begin(run);
    for (unsigned round = 0; round < run->probe->rounds && !run->lost; round++) {
        if (deadline_passed(&limit) || sum_with(run, FIRED) >= FIRED_ENOUGH ||
            (!time_ms && deadline_passed(&early_end) && evidence_suffices(run)))
            break;
        sampler_place(PLACE_MUTATOR);
        run->probe->ask(run, round);
        sampler_place(PLACE_OTHER);
        run->environment->progress(run->trial->id, round * 100 / run->probe->rounds);
    }
    if (run->probe->end)
        run->probe->end(run);
    run->elapsed_us = clock_us() - begin;
    for (unsigned i = 0; i < PROBE_OUTCOMES; i++)
        run->count[i] = sum_of(run, i);
}

static void set_up(struct probe_run *run, const struct trial *trial,
                   const struct environment *environment,
                   const struct litmus_options *options)
{
    char name[TRIAL_NAME_SIZE];

    trial_name(trial, ENGINE_PROBE, name);
    *run = (struct probe_run){
        .trial = trial,
        .probe = trial->probe,
        .environment = environment,
        .physical_bits = platform_physical_bits(),
        .cpu_contexts = environment->workers + 1,
    };
    random_seed(&run->random, options->seed, name);
    memset(probe_contexts, 0, sizeof(probe_contexts));
    for (unsigned i = 0; i < run->cpu_contexts; i++) {
        probe_contexts[i].run = run;
        probe_contexts[i].number = i;
        random_seed(&probe_contexts[i].random, options->seed + i + 1, name);
    }
}

/* False, with the reason in the result, if the machine lacks a requirement. */
static bool possible(struct result *result, const struct probe *probe, unsigned workers)
{
    const char *why = NULL;

    if (probe->needs & PROBE_NX && !kernel_paging_features().nx)
        why = "NX is off or not there";
    else if (probe->needs & PROBE_PGE && !kernel_paging_features().pge)
        why = "global pages are off or not there";
    else if (probe->needs & PROBE_THREE_CPUS && workers == 1)
        why = "needs three CPUs, two are online";
    else if (probe->needs & PROBE_LARGE && !space_has_large())
        why = "no frame at a multiple of 2 MiB is left";
    result->not_applicable = why != NULL;
    if (!why && probe->needs & (PROBE_TWO_CPUS | PROBE_THREE_CPUS) && workers == 0) {
        result->no_second_cpu = true;
        why = "needs two CPUs, one is online";
    }
    result->status = STATUS_SKIP;
    if (why)
        format(result->reason, REASON_SIZE, "%s", why);
    return !why;
}

static void note_character(const struct probe_run *run)
{
    const char *key = run->probe->characteristic;

    for (unsigned i = 0; key && i < PROBE_OUTCOMES; i++) {
        const struct outcome *outcome = &run->probe->outcome[i];
        if (outcome->name && outcome->value && run->count[i])
            characteristic_note(&character, key, outcome->value);
    }
}

static void run_trial(struct result *result, const struct engine_run *whole)
{
    const struct environment *environment = whole->environment;
    static struct probe_run run;
    struct map_state before;
    char wrong[REASON_SIZE];

    say_platform(environment->log);
    if (!possible(result, result->trial->probe, environment->workers))
        return;
    if (!scratch_open()) {
        format(result->reason, REASON_SIZE, "no memory left for its frames");
        return;
    }
    scratch_close();
    integrity_look(VMAP_END, &before);
    scratch_open();
    set_up(&run, result->trial, environment, whole->options);
    ask_all(&run, whole->options->time_ms);
    result->status = STATUS_ERROR;
    if (!run.lost || !environment->not_stopped())
        scratch_close();
    if (run.lost)
        return;
    check_after(&run, &before, wrong, sizeof(wrong));
    memcpy(result->probe.outcomes, run.count, sizeof(run.count));
    result->tallies.total_us = run.elapsed_us;
    if (wrong[0]) {
        format(result->reason, REASON_SIZE, "%s", wrong);
        return;
    }
    note_character(&run);
    const struct probe_answer answer = { run.probe, run.count, platform_here() };
    probe_judge(result, &answer, whole->results, (unsigned)(result - whole->results));
}

static void report(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct result *results, const struct litmus_options *options)
{
    (void)results;
    (void)options;
    probe_report(sink, number, result);
}

static void report_end(struct line_sink *sink)
{
    if (any_probed)
        characteristics_report(sink, &character);
}

static bool needs_page_tables(const struct trial *trial)
{
    (void)trial;
    return true;
}

static bool is_stepped(const struct trial *trial)
{
    return trial->probe->needs & PROBE_STEPPED;
}

const struct engine probe_engine = {
    .catalogue = probe_catalogue,
    .catalogue_size = &probe_catalogue_size,
    .needs_page_tables = needs_page_tables,
    .is_stepped = is_stepped,
    .run = run_trial,
    .report = report,
    .report_end = report_end,
};

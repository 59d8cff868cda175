#include "litmus/run/requirements.h"

#include "litmus/bench/bench.h"
#include "litmus/interleave/model.h"
#include "litmus/variants/wide.h"
#include "litmus/run/platform.h"
#include "litmus/probe/probe.h"
#include "litmus/stress/workload.h"
#include "mm/kernel_map.h"

/* As a process (native/) lohilo has no page tables of its own: nothing to map frames
 * with, or to take away what an thread is about to touch. */
static bool wants_page_tables(const struct result *result)
{
    if (result->engine == ENGINE_BENCH)
        return result->trial->bench->needs & BENCH_RING_0;
    return result->engine != ENGINE_STRESS || result->trial->workload->kernel_tables;
}

/* What only real CPUs show at work, some emulators never do: then nothing is run. */
static void stress_requirements_met(struct result *result, const struct environment *environment)
{
    const struct deviation *silent =
        platform_silences(result->trial->level, result->trial->id);
    bool too_few = result->trial->third && environment->workers < 2; /* two write, one reads */

    if (too_few)
        result_skip(result, "needs three CPUs, %u online", environment->workers + 1);
    else if (silent)
        result_skip(result, "cannot fire here (%s): %s", platform_name(silent->platform),
                    silent->what);
    result->not_applicable |= too_few || silent;
}

static bool is_stepped(const struct result *result)
{
    return result->engine == ENGINE_INTERLEAVE ||
           (result->engine == ENGINE_PROBE && result->trial->probe->needs & PROBE_STEPPED);
}

/* Without interleavings nothing has gone through all schedules: a question that stays
 * open. A probe that is stepped is one of several controls. */
static bool can_be_stepped(struct result *result)
{
    const char *why = is_stepped(result) ? model_cannot_step() : NULL;

    if (why)
        result_skip(result, "%s", why);
    result->not_applicable = why && result->engine == ENGINE_PROBE;
    return !why;
}

bool trial_requirements_met(struct result *result, const struct environment *environment)
{
    uint32_t needs = result->trial->needs;
    bool no_ring_0 = !kernel_pgd() && wants_page_tables(result);

    result->not_applicable = (needs & NEEDS_FPU && !wide_has_fpu()) ||
                             (needs & NEEDS_MMX && !wide_has_mmx()) ||
                             (needs & NEEDS_SSE2 && !wide_has_sse2()) || no_ring_0;
    if (no_ring_0)
        result_skip(result, "a process has no page tables of its own: boot lohilo for this");
    else if (result->not_applicable)
        result_skip(result, "this CPU has no %s",
                    needs & NEEDS_SSE2 ? "SSE2" : needs & NEEDS_MMX ? "MMX" : "x87");
    if (result->engine == ENGINE_STRESS && !result->not_applicable)
        stress_requirements_met(result, environment);
    /* The stress engine's reader needs a writer beside it. */
    result->no_second_cpu = result->engine == ENGINE_STRESS && !environment->workers &&
                            !result->not_applicable;
    if (result->no_second_cpu)
        result_skip(result, "needs two CPUs, one is online");
    if (result->not_applicable || result->no_second_cpu)
        return false;
    return can_be_stepped(result);
}

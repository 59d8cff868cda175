#include "litmus/run/requirements.h"

#include "litmus/interleave/model.h"
#include "litmus/run/engines.h"
#include "litmus/variants/wide.h"
#include "mm/kernel_map.h"

/* Skips a trial that needs a trap flag that traps. */
static bool can_be_stepped(struct result *result)
{
    const struct engine *engine = engine_of(result);
    bool stepped = engine->is_stepped && engine->is_stepped(result->trial);
    const char *why = stepped ? model_cannot_step() : NULL;

    if (why)
        result_skip(result, "%s", why);
    result->not_applicable = why && !engine->open_without_steps;
    return !why;
}

bool trial_requirements_met(struct result *result, const struct environment *environment)
{
    const struct engine *engine = engine_of(result);
    uint32_t needs = result->trial->needs;
    bool no_ring_0 = !kernel_pgd() && engine->needs_page_tables(result->trial);

    result->no_second_cpu = false;
    result->not_applicable = (needs & NEEDS_FPU && !wide_has_fpu()) ||
                             (needs & NEEDS_MMX && !wide_has_mmx()) ||
                             (needs & NEEDS_SSE2 && !wide_has_sse2()) || no_ring_0;
    if (no_ring_0)
        result_skip(result,
                    "a process has no page tables of its own: boot lohilo for this");
    else if (result->not_applicable)
        result_skip(result, "this CPU has no %s",
                    needs & NEEDS_SSE2  ? "SSE2"
                    : needs & NEEDS_MMX ? "MMX"
                                        : "x87");
    else if (engine->check_needs)
        engine->check_needs(result, environment);
    if (result->not_applicable || result->no_second_cpu)
        return false;
    return can_be_stepped(result);
}

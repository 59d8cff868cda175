/* Runs the parts of a probe on its CPUs. */
#include "litmus/probe/probe.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/time/clock.h"
#include "arch/time/timeout_scale.h"
#include "arch/time/timeouts.h"
#include "litmus/nmi/sampler.h"

struct cpu_context probe_contexts[CPUS_MAX];

/* The environment passes a worker one pointer; the probe's function gets its context. */
struct work_item {
    void (*work)(struct cpu_context *cpu_context);
    struct cpu_context *cpu_context;
};
static struct work_item work_items[CPUS_MAX];

static void run_work_item(void *argument)
{
    const struct work_item *work_item = argument;
    sampler_place(PLACE_OTHER);
    this_cpu()->phase = CPU_PHASE_ANSWERING;
    work_item->work(work_item->cpu_context);
    sampler_leave();
}

struct cpu_context *probe_own_context(struct probe_run *run)
{
    return &probe_contexts[run->cpu_contexts - 1];
}

struct cpumask probe_users(const struct probe_run *run, unsigned workers)
{
    struct cpumask users = { 0 };
    cpumask_set(&users, cpu_index());
    for (unsigned i = 0; i < workers; i++)
        cpumask_set(&users, run->environment->cpu(i));
    return users;
}

void probe_start(struct probe_run *run, unsigned number,
                 void (*work)(struct cpu_context *cpu_context))
{
    if (run->lost)
        return;
    work_items[number] = (struct work_item){ work, &probe_contexts[number] };
    run->environment->start(number, run_work_item, &work_items[number]);
}

void probe_finish(struct probe_run *run, unsigned number)
{
    if (!run->lost &&
        !run->environment->wait(number, scaled_timeout_us(PROBE_WORK_LIMIT_US)))
        run->lost = true;
}

void probe_everywhere(struct probe_run *run,
                      void (*work)(struct cpu_context *cpu_context))
{
    for (unsigned i = 0; i + 1 < run->cpu_contexts; i++)
        probe_start(run, i, work);
    for (unsigned i = 0; i + 1 < run->cpu_contexts; i++)
        probe_finish(run, i);
    if (!run->lost)
        work(probe_own_context(run));
}

void probe_await(const struct cpu_context *cpu_context, uint32_t passes)
{
    struct deadline limit = deadline_in_us(PROBE_AWAIT_LIMIT_US);
    uint32_t before = READ_ONCE(cpu_context->passes);

    while (!deadline_passed(&limit)) {
        for (unsigned i = 0; i < POLLS_PER_PAUSE; i++)
            if (READ_ONCE(cpu_context->passes) - before >= passes)
                return;
        cpu_relax();
    }
}

struct jitter probe_draw(struct random *random, unsigned units)
{
    bool none = random_below(random, 2) == 0;
    return (struct jitter){ .units = none ? 0 : random_below(random, units + 1),
                            .await = random_below(random, 6) == 0 };
}

void probe_jitter(struct jitter jitter, const struct cpu_context *other)
{
    spin_delay(jitter.units);
    if (jitter.await)
        probe_await(other, 2);
}

/* The CPUs that take part in a probe, at work. */
#include "litmus/probe/probe.h"

#include "arch/time/clock.h"
#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/time/timeout_scale.h"
#include "litmus/nmi/sampler.h"

enum {
    AWAIT_LIMIT_US = 5000,
    WORK_LIMIT_US = 15000000, /* of another CPU; longer than TLB_LIMIT_US */
};

struct seat probe_seats[CPUS_MAX];

/* How a worker gets at its work: the question's function, through its seat. */
struct errand {
    void (*work)(struct seat *seat);
    struct seat *seat;
};
static struct errand errands[CPUS_MAX];

static void run_errand(void *argument)
{
    const struct errand *errand = argument;
    sampler_place(PLACE_OTHER);
    this_cpu()->phase = "answering a probe";
    errand->work(errand->seat);
    sampler_leave();
}

struct seat *probe_own_seat(struct probe_run *run)
{
    return &probe_seats[run->seats - 1];
}

struct cpumask probe_users(const struct probe_run *run, unsigned workers)
{
    struct cpumask users = { 0 };
    cpumask_set(&users, cpu_index());
    for (unsigned i = 0; i < workers; i++)
        cpumask_set(&users, run->stage->cpu(i));
    return users;
}

void probe_start(struct probe_run *run, unsigned number, void (*work)(struct seat *seat))
{
    if (run->lost)
        return;
    errands[number] = (struct errand){ work, &probe_seats[number] };
    run->stage->start(number, run_errand, &errands[number]);
}

void probe_finish(struct probe_run *run, unsigned number)
{
    if (!run->lost && !run->stage->wait(number, patience_us(WORK_LIMIT_US)))
        run->lost = true;
}

void probe_everywhere(struct probe_run *run, void (*work)(struct seat *seat))
{
    for (unsigned i = 0; i + 1 < run->seats; i++)
        probe_start(run, i, work);
    for (unsigned i = 0; i + 1 < run->seats; i++)
        probe_finish(run, i);
    if (!run->lost)
        work(probe_own_seat(run));
}

void probe_await(const struct seat *seat, uint32_t turns)
{
    struct deadline limit = deadline_in_us(AWAIT_LIMIT_US);
    uint32_t before = READ_ONCE(seat->turns);

    while (!deadline_passed(&limit)) {
        for (unsigned i = 0; i < POLLS_PER_PAUSE; i++)
            if (READ_ONCE(seat->turns) - before >= turns)
                return;
        cpu_relax();
    }
}

struct dawdle probe_draw(struct random *random, unsigned units)
{
    bool none = random_below(random, 2) == 0;
    return (struct dawdle){ .units = none ? 0 : random_below(random, units + 1),
                            .await = random_below(random, 6) == 0 };
}

void probe_dawdle(struct dawdle dawdle, const struct seat *other)
{
    spin_delay(dawdle.units);
    if (dawdle.await)
        probe_await(other, 2);
}

#include "kernel/smp/workers.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/smp/cpu_failure.h"
#include "arch/time/clock.h"
#include "arch/time/timeout_scale.h"
#include "arch/time/timeouts.h"
#include "kernel/log/log.h"
#include "kernel/screen/input.h"
#include "kernel/smp/cpus.h"
#include "kernel/smp/events.h"
#include "kernel/smp/failures.h"
#include "kernel/smp/watchdog.h"
#include "lib/panic.h"

/* A job is present while `work` is set; the worker clears it when done. */
struct job {
    void (*work)(void *);
    void *argument;
    uint32_t polling; /* the CPU polls for work: no IPI is needed */
    uint32_t roused;  /* the CPU's own: it was woken, and there was no job yet */
    uint32_t call;    /* raised by a CPU that checks whether this one runs ... */
    uint32_t echo;    /* ... and copied here when this one sees it */
} __attribute__((aligned(64)));

static struct job jobs[CPUS_MAX];
static unsigned members[CPUS_MAX]; /* CPU index of worker 0, 1, ... */
static struct environment *the_environment;

/*
 * How long a called worker polls for work before it halts. After a job it does not poll:
 * on a host with fewer cores than CPUs it would delay the CPU that runs next. Linux's
 * haltpoll polls in guests for 200 us (drivers/cpuidle/governors/haltpoll.c). Here it is
 * as long as QEMU may take to write a trial's lines, 4 to 20 ms. A real serial port takes
 * longer, but a real CPU wakes within microseconds.
 */
enum { LOOK_OUT_US = 50000 };
/* A CPU that runs at the same time as this one answers within a microsecond. One prompt
 * answer proves nothing: another CPU may have made room just then. */
enum { PROMPT_US = 20, ANSWERS = 2 };

static void wake(struct trap_frame *frame)
{
    (void)frame;
    jobs[cpu_index()].roused = 1;
    apic_eoi();
}

static bool online(unsigned worker)
{
    return cpumask_test(&cpu_online_mask, members[worker]);
}

static bool busy(unsigned worker)
{
    return __atomic_load_n(&jobs[members[worker]].work, __ATOMIC_ACQUIRE) != NULL;
}

static unsigned worker_cpu(unsigned worker)
{
    return members[worker];
}

static void wake_up(unsigned worker)
{
    unsigned cpu = members[worker];
    if (__atomic_load_n(&jobs[cpu].polling, __ATOMIC_SEQ_CST))
        return;
    if (!apic_send(cpu_by_index(cpu)->apic_id, ICR_FIXED | ICR_ASSERT | VECTOR_WAKE))
        panic("workers: the local APIC did not accept the command to wake CPU %u", cpu);
}

static bool echoed(const struct job *job)
{
    for (unsigned i = 0; i < POLLS_PER_PAUSE; i++)
        if (__atomic_load_n(&job->echo, __ATOMIC_ACQUIRE) == job->call)
            return true;
    return false;
}

static bool answers_promptly(struct job *job, struct deadline *limit)
{
    uint64_t asked = clock_us();

    __atomic_store_n(&job->call, job->call + 1, __ATOMIC_SEQ_CST);
    while (!echoed(job) && !deadline_passed(limit))
        cpu_relax();
    return clock_us() - asked <= PROMPT_US;
}

static void wake_ahead(unsigned worker)
{
    if (online(worker))
        wake_up(worker);
}

/* If a host has put both CPUs on one core, they alternate in time slices of milliseconds
 * until the host notices: one waits while the other polls. A worker that stopped polling
 * meanwhile is called again. */
static void wait_awake(unsigned worker)
{
    struct deadline limit = deadline_in_us(WORKER_AWAIT_LIMIT_US);
    unsigned answers = 0;

    while (online(worker) && answers < ANSWERS && !deadline_passed(&limit)) {
        wake_up(worker);
        answers = answers_promptly(&jobs[members[worker]], &limit) ? answers + 1 : 0;
    }
}

static void start(unsigned worker, void (*work)(void *), void *argument)
{
    struct job *job = &jobs[members[worker]];
    ASSERT(worker < the_environment->workers);
    if (!online(worker))
        return;
    ASSERT(!busy(worker));
    job->argument = argument;
    __atomic_store_n(&job->work, work, __ATOMIC_SEQ_CST);
    wake_up(worker);
}

static bool busy_for_long(unsigned worker)
{
    for (unsigned i = 0; i < POLLS_PER_PAUSE; i++)
        if (!busy(worker))
            return false;
    return online(worker);
}

static bool wait(unsigned worker, uint32_t limit_us)
{
    struct deadline limit = deadline_in_us(limit_us);
    while (busy_for_long(worker)) {
        if (deadline_passed(&limit))
            cpu_give_up(members[worker], "did not finish its work");
        cpu_relax();
    }
    return online(worker);
}

static void nothing(void *argument)
{
    (void)argument;
}

/* The online CPUs in the order of their numbers, without the boot processor. The first is
 * woken, because it may have to become the watchdog. */
static void count_workers(void)
{
    the_environment->workers = 0;
    for (unsigned i = 0; i < cpu_count(); i++)
        if (i != cpu_index() && cpumask_test(&cpu_online_mask, i))
            members[the_environment->workers++] = i;
    if (!the_environment->workers) {
        watchdog_alone_again();
        return;
    }
    start(0, nothing, NULL);
    wait(0, scaled_timeout_us(PING_LIMIT_US));
}

static bool lost(char *reason, size_t size)
{
    bool any = cpu_failures_describe_new(reason, size);

    events_report();
    cpu_failures_report();
    if (any)
        count_workers();
    return any;
}

/* Only a job reveals a CPU that died while idle. */
static void ping_all(void)
{
    for (unsigned i = 0; i < the_environment->workers; i++)
        start(i, nothing, NULL);
    for (unsigned i = 0; i < the_environment->workers; i++)
        wait(i, scaled_timeout_us(PING_LIMIT_US));
}

static void progress(const char *what, unsigned percent)
{
    log_progress(clock_us(), "%s %u%%", what, percent);
    input_poll();
}

void workers_init(struct environment *environment)
{
    trap_set_handler(VECTOR_WAKE, wake);
    the_environment = environment;
    *environment = (struct environment){
        .wake_ahead = wake_ahead,
        .wait_awake = wait_awake,
        .start = start,
        .wait = wait,
        .cpu = worker_cpu,
        .log = log_sink(),
        .progress = progress,
        .stop = input_stop_asked,
        .lost = lost,
        .not_stopped = cpu_failures_not_stopped,
        .missing = cpus_missing(),
        .unwanted = cpus_unwanted(),
        .ping_all = ping_all,
    };
    count_workers();
}

static bool work_soon(struct job *job)
{
    for (unsigned i = 0; i < POLLS_PER_PAUSE; i++) {
        uint32_t call = READ_ONCE(job->call);
        if (call != job->echo)
            __atomic_store_n(&job->echo, call, __ATOMIC_RELEASE);
        if (__atomic_load_n(&job->work, __ATOMIC_ACQUIRE))
            return true;
    }
    return false;
}

/* As TIF_POLLING_NRFLAG in Linux: the CPU that starts a job stores it and then reads
 * `polling`; this CPU clears `polling` before its last look at the job. One of the two
 * sees the other's store. */
static void look_out(struct job *job)
{
    struct deadline limit = deadline_in_us(LOOK_OUT_US);

    job->roused = 0;
    __atomic_store_n(&job->polling, 1, __ATOMIC_SEQ_CST);
    while (!work_soon(job) && !deadline_passed(&limit))
        cpu_relax();
    __atomic_store_n(&job->polling, 0, __ATOMIC_SEQ_CST);
}

_Noreturn void worker_idle(void)
{
    struct cpu *self = this_cpu();
    struct job *job = &jobs[self->index];

    for (;;) {
        self->phase = CPU_PHASE_IDLE;
        watchdog_take_watch();
        if (READ_ONCE(job->roused))
            look_out(job);
        /* Interrupts stay off from the look at the job to the halt: otherwise the IPI
         * could come in between, and this CPU would sleep on. */
        local_irq_disable();
        void (*work)(void *) = __atomic_load_n(&job->work, __ATOMIC_SEQ_CST);
        if (!work) {
            safe_halt();
            continue;
        }
        local_irq_enable();
        self->phase = CPU_PHASE_WORKING;
        work(job->argument);
        job->roused = 0;
        __atomic_store_n(&job->work, NULL, __ATOMIC_RELEASE);
    }
}

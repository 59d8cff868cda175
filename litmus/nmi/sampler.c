#include "litmus/nmi/sampler.h"

#include "arch/cpu/cpu.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi.h"
#include "lib/divide.h"
#include "litmus/nmi/counts.h"
#include "litmus/nmi/sample.h"
#include "mm/kernel_map.h"

enum {
    TARGETS = 3,       /* CPUs that get an NMI at one tick */
    PAGES_BEYOND = 64, /* that a trial may reserve while it runs */
};

static uint32_t timer_ticks; /* of the timer between two of ours; 0: no sampling */
static uint32_t running;

/* The next online CPU but the boot processor, of those that take part or of all; 0:
 * none. */
static unsigned next_cpu(unsigned last, bool taking_part)
{
    for (unsigned i = 1; i <= cpu_count(); i++) {
        unsigned cpu = (last + i) % cpu_count();
        if (cpu && cpumask_test(&cpu_online_mask, cpu) &&
            (!taking_part || READ_ONCE(sampled[cpu].takes_part)))
            return cpu;
    }
    return 0;
}

static void send_nmi(unsigned cpu)
{
    nmi_requests_add(&sampled[cpu].requests);
    apic_send(cpu_by_index(cpu)->apic_id, ICR_NMI | ICR_ASSERT);
}

/* To some of those that take part, and by way of another CPU back here: when that
 * arrives, the boot processor is at work again. */
static void tick(void)
{
    static unsigned target, helper;
    unsigned first = 0;

    for (unsigned i = 0; i < TARGETS; i++) {
        target = next_cpu(target, true);
        if (!target || target == first)
            break;
        first = first ? first : target;
        send_nmi(target);
    }
    helper = next_cpu(helper, false);
    if (helper)
        apic_send(cpu_by_index(helper)->apic_id, ICR_FIXED | ICR_ASSERT | VECTOR_SAMPLER);
    else
        send_nmi(0);
}

static void interrupt(struct trap_frame *frame)
{
    (void)frame;
    apic_eoi();
    if (!READ_ONCE(running))
        return;
    if (cpu_index() == 0)
        tick();
    else
        send_nmi(0);
}

void sampler_init(uint32_t per_second)
{
    static uint32_t per_ms;

    nmi_add_handler(sample);
    trap_set_handler(VECTOR_SAMPLER, interrupt);
    if (!per_ms && per_second && kernel_pgd())
        per_ms = apic_timer_calibrate();
    timer_ticks = per_second ? (uint32_t)scale(per_ms, 1000, per_second) : 0;
}

static uintptr_t pages_end(void)
{
    uintptr_t end = vmap_end() + PAGES_BEYOND * PAGE_SIZE;

    return end > VMAP_END ? VMAP_END : end;
}

void sampler_begin(bool during)
{
    bool sampling = timer_ticks && during;

    sampled_begin_trial();
    sample_begin(sampling ? pages_end() : 0);
    if (!sampling)
        return;
    WRITE_ONCE(running, 1);
    apic_timer_start(VECTOR_SAMPLER, timer_ticks);
}

bool sampler_end(char *reason, size_t size)
{
    if (READ_ONCE(running))
        apic_timer_stop();
    WRITE_ONCE(running, 0);
    return !sample_was_wrong(reason, size);
}

static uint32_t total(const uint32_t *taken)
{
    uint32_t sum = 0;

    for (unsigned p = 0; p < PLACES; p++)
        sum += taken[p];
    return sum;
}

static void report_places(struct line_sink *sink, const char *what, const uint32_t *taken)
{
    line(sink, "# nmi: %s: walker=%u shootdown=%u mutator=%u other=%u", what,
         taken[PLACE_WALKER], taken[PLACE_SHOOTDOWN], taken[PLACE_MUTATOR],
         taken[PLACE_OTHER]);
}

void sampler_report_trial(struct line_sink *sink, const char *name)
{
    uint32_t taken[PLACES];

    sampled_in_trial(taken);
    if (total(taken))
        report_places(sink, name, taken);
}

void sampler_report(struct line_sink *sink)
{
    struct sampled sum;

    sampled_sum(&sum);
    if (!total(sum.taken))
        return;
    report_places(sink, "all trials", sum.taken);
    line(sink, "# nmi: sizes of live pages: 4K=%u 2M=%u none=%u wrong=%u",
         sum.sizes[SIZE_4K], sum.sizes[SIZE_2M], sum.sizes[SIZE_NONE], sum.wrong);
}

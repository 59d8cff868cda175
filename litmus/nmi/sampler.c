#include "litmus/nmi/sampler.h"

#include "arch/irq/apic.h"
#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/irq/nmi.h"
#include "lib/divide.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kernel_map.h"
#include "mm/page_size.h"
#include "mm/tlb.h"

enum {
    LOOKS = 16,        /* at the trials' pages, in one NMI */
    TARGETS = 3,       /* CPUs that get an NMI at one tick */
    PAGES_BEYOND = 64, /* that a trial may reserve while it runs */
};
#define CR3_PDPT (~31u)

enum size_class { SIZE_NONE, SIZE_4K, SIZE_2M, SIZES };

/* Of each CPU's own. */
struct sampled {
    uint32_t wanted; /* NMIs for us that are on their way */
    uint32_t late;   /* of those: served with another, and perhaps still to come */
    uint32_t place;  /* enum place */
    uint32_t takes_part;
    uintptr_t cursor;
    uint32_t taken[PLACES];
    uint32_t sizes[SIZES];
    uint32_t wrong;
} __attribute__((aligned(64)));

static struct sampled sampled[CPUS_MAX];
static uint32_t timer_ticks; /* of the timer between two of ours; 0: no sampling */
static uint32_t running;
static uintptr_t pages_end;
static struct sampled before; /* the sums when the trial began */

/* The first wrong size of the trial. */
static struct {
    uint32_t taken;
    uintptr_t address, eip;
    uint32_t size;
    enum place place;
    unsigned cpu;
} wrong;

extern const char kernel_text_start[], kernel_text_end[];

/* ---- in the NMI ---- */

static enum place place_of(const struct trap_frame *frame, const struct sampled *mine)
{
    if (tlb_shootdown_here())
        return PLACE_SHOOTDOWN;
    if (mine->place == PLACE_WALKER && frame->eflags & EFLAGS_IF)
        return PLACE_OTHER;
    return mine->place;
}

static __noinline void note_wrong(const struct trap_frame *frame, struct sampled *mine,
                                  uintptr_t address, uint32_t size)
{
    mine->wrong++;
    if (__atomic_exchange_n(&wrong.taken, 1, __ATOMIC_SEQ_CST))
        return;
    wrong.address = address;
    wrong.eip = frame->eip;
    wrong.size = size;
    wrong.place = place_of(frame, mine);
    wrong.cpu = cpu_index();
}

/* Asks for the size of a page, which must be one of two. */
static void look(const struct mm_struct *mm, const struct trap_frame *frame,
                 struct sampled *mine, uintptr_t address, uint32_t one, uint32_t other)
{
    uint32_t size = perf_get_pgtable_size(mm, address);
    mine->sizes[size == PMD_SIZE ? SIZE_2M : size == PAGE_SIZE ? SIZE_4K : SIZE_NONE]++;
    if (unlikely(size != one && size != other))
        note_wrong(frame, mine, address, size);
}

static bool in_text(uintptr_t address)
{
    return address >= (uintptr_t)kernel_text_start && address < (uintptr_t)kernel_text_end;
}

static bool sample(struct trap_frame *frame)
{
    struct sampled *mine = &sampled[cpu_index()];
    /* The tables in use, which may be a probe's own. */
    const struct mm_struct mm = { .pgd = (const pgd_t *)(uintptr_t)(read_cr3() & CR3_PDPT) };

    uint32_t wanted = __atomic_exchange_n(&mine->wanted, 0, __ATOMIC_SEQ_CST);
    if (!wanted && !mine->late)
        return false;
    /* Served before its own NMI came: that is still to come, unless both became one. One that
     * serves another request leaves the rest as it was. */
    mine->late = wanted > 1 || (mine->late && wanted);
    mine->taken[place_of(frame, mine)]++;
    if (in_text(frame->eip))
        look(&mm, frame, mine, frame->eip, PAGE_SIZE, PAGE_SIZE);
    look(&mm, frame, mine, (uintptr_t)frame, PAGE_SIZE, PAGE_SIZE);
    look(&mm, frame, mine, 0, 0, 0);
    for (unsigned i = 0; i < LOOKS; i++, mine->cursor += PAGE_SIZE) {
        if (mine->cursor < VMAP_START || mine->cursor >= pages_end)
            mine->cursor = VMAP_START;
        look(&mm, frame, mine, mine->cursor, PAGE_SIZE, 0);
    }
    return true;
}

void sampler_count(const struct trap_frame *frame)
{
    struct sampled *mine = &sampled[cpu_index()];
    mine->taken[place_of(frame, mine)]++;
}

/* ---- sending ---- */

void sampler_place(enum place place)
{
    struct sampled *mine = &sampled[cpu_index()];
    WRITE_ONCE(mine->place, place);
    WRITE_ONCE(mine->takes_part, 1);
}

void sampler_leave(void)
{
    struct sampled *mine = &sampled[cpu_index()];
    WRITE_ONCE(mine->place, PLACE_OTHER);
    WRITE_ONCE(mine->takes_part, 0);
}

/* The next online CPU but the boot processor, of those that take part or of all; 0: none. */
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
    __atomic_fetch_add(&sampled[cpu].wanted, 1, __ATOMIC_SEQ_CST);
    apic_send(cpu_by_index(cpu)->apic_id, ICR_NMI | ICR_ASSERT);
}

/* To some of those that take part, and by way of another CPU back here: when that arrives,
 * the boot processor is at work again. */
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
        apic_send(cpu_by_index(helper)->apic_id,
                  ICR_FIXED | ICR_ASSERT | VECTOR_SAMPLER);
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

/* ---- around trials ---- */

static void sum_up(struct sampled *sum)
{
    memset(sum, 0, sizeof(*sum));
    for (unsigned cpu = 0; cpu < cpu_count(); cpu++) {
        const struct sampled *one = &sampled[cpu];
        for (unsigned p = 0; p < PLACES; p++)
            sum->taken[p] += one->taken[p];
        for (unsigned s = 0; s < SIZES; s++)
            sum->sizes[s] += one->sizes[s];
        sum->wrong += one->wrong;
    }
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

void sampler_begin(bool during)
{
    sum_up(&before);
    memset(&wrong, 0, sizeof(wrong));
    if (!timer_ticks || !during)
        return;
    pages_end = vmap_end() + PAGES_BEYOND * PAGE_SIZE;
    if (pages_end > VMAP_END)
        pages_end = VMAP_END;
    WRITE_ONCE(running, 1);
    apic_timer_start(VECTOR_SAMPLER, timer_ticks);
}

static const char *const place_names[PLACES] = {
    [PLACE_OTHER] = "other",
    [PLACE_WALKER] = "walker",
    [PLACE_MUTATOR] = "mutator",
    [PLACE_SHOOTDOWN] = "shootdown",
};

bool sampler_end(char *reason, size_t size)
{
    if (READ_ONCE(running))
        apic_timer_stop();
    WRITE_ONCE(running, 0);
    if (!READ_ONCE(wrong.taken))
        return true;
    format(reason, size,
           "page size of 0x%08x asked in an NMI on CPU %u (%s at EIP 0x%08x): 0x%x is wrong",
           (unsigned)wrong.address, wrong.cpu, place_names[wrong.place],
           (unsigned)wrong.eip, wrong.size);
    return false;
}

static void report_places(struct line_sink *sink, const char *what, const uint32_t *taken)
{
    line(sink, "# nmi: %s: walker=%u shootdown=%u mutator=%u other=%u", what,
         taken[PLACE_WALKER], taken[PLACE_SHOOTDOWN], taken[PLACE_MUTATOR],
         taken[PLACE_OTHER]);
}

void sampler_report_trial(struct line_sink *sink, const char *name)
{
    struct sampled sum;
    uint32_t all = 0;

    sum_up(&sum);
    for (unsigned p = 0; p < PLACES; p++)
        all += sum.taken[p] -= before.taken[p];
    if (all)
        report_places(sink, name, sum.taken);
}

void sampler_report(struct line_sink *sink)
{
    struct sampled sum;
    uint32_t all = 0;

    sum_up(&sum);
    for (unsigned p = 0; p < PLACES; p++)
        all += sum.taken[p];
    if (!all)
        return;
    report_places(sink, "all trials", sum.taken);
    line(sink, "# nmi: sizes of live pages: 4K=%u 2M=%u none=%u wrong=%u",
         sum.sizes[SIZE_4K], sum.sizes[SIZE_2M], sum.sizes[SIZE_NONE], sum.wrong);
}

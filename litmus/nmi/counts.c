#include "litmus/nmi/counts.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "lib/string.h"
#include "mm/tlb.h"

struct sampled sampled[CPUS_MAX];
static struct sampled before; /* the sums when the trial began */

enum place sampled_place(const struct trap_frame *frame, const struct sampled *mine)
{
    if (tlb_shootdown_here())
        return PLACE_SHOOTDOWN;
    if (mine->place == PLACE_WALKER && frame->eflags & EFLAGS_IF)
        return PLACE_OTHER;
    return mine->place;
}

const char *sampled_place_name(enum place place)
{
    static const char *const names[PLACES] = {
        [PLACE_OTHER] = "other",
        [PLACE_WALKER] = "walker",
        [PLACE_MUTATOR] = "mutator",
        [PLACE_SHOOTDOWN] = "shootdown",
    };
    return names[place];
}

void sampler_count(const struct trap_frame *frame)
{
    struct sampled *mine = &sampled[cpu_index()];
    mine->taken[sampled_place(frame, mine)]++;
}

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

void sampled_sum(struct sampled *sum)
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

void sampled_begin_trial(void)
{
    sampled_sum(&before);
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

    sampled_sum(&sum);
    for (unsigned p = 0; p < PLACES; p++)
        all += sum.taken[p] -= before.taken[p];
    if (all)
        report_places(sink, name, sum.taken);
}

void sampler_report(struct line_sink *sink)
{
    struct sampled sum;
    uint32_t all = 0;

    sampled_sum(&sum);
    for (unsigned p = 0; p < PLACES; p++)
        all += sum.taken[p];
    if (!all)
        return;
    report_places(sink, "all trials", sum.taken);
    line(sink, "# nmi: sizes of live pages: 4K=%u 2M=%u none=%u wrong=%u",
         sum.sizes[SIZE_4K], sum.sizes[SIZE_2M], sum.sizes[SIZE_NONE], sum.wrong);
}

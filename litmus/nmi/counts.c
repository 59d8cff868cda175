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

void sampled_in_trial(uint32_t taken[PLACES])
{
    struct sampled sum;

    sampled_sum(&sum);
    for (unsigned p = 0; p < PLACES; p++)
        taken[p] = sum.taken[p] - before.taken[p];
}

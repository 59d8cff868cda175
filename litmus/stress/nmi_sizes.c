#include "litmus/stress/nmi_sizes.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi.h"
#include "arch/smp/cpu_failure.h"
#include "arch/time/clock.h"
#include "arch/time/timeout_scale.h"
#include "arch/time/timeouts.h"
#include "lib/panic.h"
#include "litmus/nmi/sampler.h"
#include "litmus/stress/size_space.h"
#include "litmus/variants/page_size.h"

enum {
    CHASE_LEADS = 4,
    SWEEPS_PER_NMI = 4, /* which takes longer than they do */
};

static struct size_request *asked;
static uint32_t open; /* index of the target CPU, plus 1 */

/* ---- in the NMI ---- */

struct catch
{
    uint32_t size;
    unsigned slot;
};

static unsigned next_slot(const struct size_request *request, unsigned i)
{
    const struct stress *stress = request->stress;
    unsigned slot = i;
    if (stress->setting.sweep == SWEEP_CHASE || stress->setting.sweep == SWEEP_HOT)
        slot = READ_ONCE(request->writer->at) + i % CHASE_LEADS;
    return slot < stress->slots ? slot : stress->slots - 1;
}

static void sweep(struct size_request *request, struct catch *catch)
{
    const struct sizer *sizer = request->stress->trial->nmi.sizer;
    const struct mm_struct *mm = size_space_mm(request->writer->number);

    for (unsigned i = request->end; i-- > request->first; catch ++) {
        catch->slot = next_slot(request, i);
        uintptr_t address = size_space_address(catch->slot);
        catch->size = request->pace.units ? sizer->paced(mm, address, &request->pace)
                                          : sizer->plain(mm, address);
    }
}

static void judge(struct size_request *request, const struct catch *got, struct held held)
{
    for (const struct catch *end = got + request->end - request->first; got < end;
         got++) {
        if (likely(size_space_had(got->size, held))) {
            request->right++;
            continue;
        }
        request->wrong++;
        request->wrong_size = got->size;
        request->wrong_slot = got->slot;
        request->held = held;
    }
}

/* Lookups first, at full speed; the judging follows. */
static void sweep_and_judge(struct size_request *request)
{
    static struct catch got[SLOTS_MAX];
    struct held held = { .first = READ_ONCE(request->writer->retired) + 1 };
    sweep(request, got);
    held.last = READ_ONCE(request->writer->started);
    judge(request, got, held);
}

static bool serve(struct trap_frame *frame)
{
    if (READ_ONCE(open) != cpu_index() + 1)
        return false;
    sampler_count(frame);
    for (unsigned i = 0; i < SWEEPS_PER_NMI; i++)
        sweep_and_judge(asked);
    asked->pending = apic_pending(VECTOR_TLB_SHOOTDOWN);
    smp_mb();
    WRITE_ONCE(open, 0);
    return true;
}

void nmi_sizes_init(void)
{
    nmi_add_handler(serve);
}

/* ---- the sending CPU ---- */

static void give_up(unsigned cpu)
{
    if (cpu == cpu_index())
        panic("page sizes: this CPU took no NMI of its own within %u ms",
              scaled_timeout_us(NMI_SIZES_LIMIT_US) / 1000);
    cpu_give_up(cpu, "took no NMI");
}

void nmi_sizes_ask(unsigned cpu, struct size_request *request)
{
    struct deadline limit = deadline_in_us(scaled_timeout_us(NMI_SIZES_LIMIT_US));
    asked = request;
    smp_mb();
    WRITE_ONCE(open, cpu + 1);
    if (!apic_send(cpu_by_index(cpu)->apic_id, ICR_NMI | ICR_ASSERT))
        panic("page sizes: the local APIC took no command for CPU %u", cpu);
    while (READ_ONCE(open) && cpumask_test(&cpu_online_mask, cpu)) {
        if (deadline_passed(&limit))
            give_up(cpu);
        cpu_relax();
    }
}

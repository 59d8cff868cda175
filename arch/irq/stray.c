#include "arch/irq/stray.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/irq/pic.h"

static bool from_pic(uint32_t vector)
{
    return vector >= PIC_FIRST_VECTOR && vector < PIC_FIRST_VECTOR + PIC_VECTORS;
}

static void stray_interrupt(struct trap_frame *frame)
{
    this_cpu()->spurious_count++;
    this_cpu()->spurious_vector = frame->vector;
    if (apic_in_service(frame->vector))
        apic_eoi();
    else if (from_pic(frame->vector) && !pic_spurious(frame->vector))
        pic_end(frame->vector);
}

void stray_init(void)
{
    trap_set_stray(stray_interrupt);
}

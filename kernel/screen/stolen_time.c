#include "kernel/screen/stolen_time.h"

#include "arch/cpu/instructions.h"
#include "arch/time/clock.h"
#include "lib/divide.h"

static uint64_t largest; /* in cycles of the TSC */
static uint32_t looked_us;

void stolen_look(void)
{
    uint32_t khz = clock_tsc_khz();

    if (!clock_has_tsc() || !khz)
        return;
    uint64_t length = divide32((uint64_t)khz * STOLEN_LOOK_US, 1000, NULL);
    uint32_t flags = local_irq_save();
    uint64_t start = rdtsc(), last = start;
    for (uint64_t now = start; now - start < length; last = now) {
        now = rdtsc();
        if (now - last > largest)
            largest = now - last;
    }
    local_irq_restore(flags);
    looked_us += STOLEN_LOOK_US;
}

uint32_t stolen_largest_us(void)
{
    uint32_t khz = clock_tsc_khz();
    return khz ? (uint32_t)divide32(largest * 1000, khz, NULL) : 0;
}

uint32_t stolen_looked_us(void)
{
    return looked_us;
}

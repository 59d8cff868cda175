#include "arch/time/timeout_scale.h"

enum { USUAL_PERCENT = 100 };

static uint32_t patience = USUAL_PERCENT;

void timeout_scale_set(uint32_t percent)
{
    patience = percent;
}

uint32_t scaled_timeout_us(uint32_t usual_us)
{
    return (usual_us / USUAL_PERCENT) * patience;
}
